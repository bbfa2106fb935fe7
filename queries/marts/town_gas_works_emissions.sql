-- mart: town_gas_works_emissions
-- what: Emissions of making town gas, by the sector that uses the gas.
-- column period: calendar year
-- column sector: residential, commercial or industrial
-- column value: gas used × published production factor [kt CO2e]
-- EMSD's column holds LPG too (about a sixth), for which nothing is made here: the result is a few tens of kt too high.
-- It is an estimate for that reason. The official inventory counts it within electricity generation.
select
    e.period, e.sector, e.value as energy_tj, e.value * f.value / content.value as value, 'kt CO2e' as unit,
    'estimated' as kind, concat_ws(';', e.series_id, f.series_id) as series_id,
    concat_ws(';', e.source_id, f.source_id, content.source_id) as source_id, e.vintage,
    'gas of end users (with some LPG) × production factor per unit of 48 MJ' as note
from fuel_energy as e
cross join (
    select value, series_id, source_id from inventory_emission_factors
    where series_id = 'inventory.factor_per_unit_gas' and activity = 'town_gas_production'
) as f
cross join (
    select value, source_id from inventory_emission_factors
    where series_id = 'inventory.energy_content' and fuel = 'town_gas' and basis = 'billing_unit'
) as content
where e.fuel = 'town_gas_lpg' and e.sector in ('residential', 'commercial', 'industrial')
order by e.period, e.sector
