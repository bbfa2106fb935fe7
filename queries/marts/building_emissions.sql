-- mart: building_emissions
-- what: Emissions of homes and commercial buildings by energy carrier, with the electricity they use.
-- column period: calendar year
-- column sector: residential or commercial
-- column carrier: electricity, town_gas_lpg (burning), town_gas_making or oil
-- column energy_tj: energy used; empty for town_gas_making, whose energy is the gas already counted [TJ]
-- column value: emissions [kt CO2e]
select
    d.period, d.destination as sector, 'electricity' as carrier, d.value * 3.6 as energy_tj, d.value * i.value as value,
    'kt CO2e' as unit, case when d.kind = 'estimated' or i.kind = 'estimated' then 'estimated' else 'derived' end as kind,
    concat_ws(';', d.series_id, i.series_id) as series_id, concat_ws(';', d.source_id, i.source_id) as source_id,
    d.vintage, 'electricity used × intensity per kWh consumed of the year' as note
from electricity_delivered as d
join electricity_consumption_intensity as i on i.period = d.period
where d.destination in ('residential', 'commercial')
union all by name
select
    period, sector, case fuel when 'oil_coal' then 'oil' else 'town_gas_lpg' end as carrier, energy_tj, value, unit, kind,
    series_id, source_id, vintage, note
from fuel_emissions where sector in ('residential', 'commercial')
union all by name
select
    period, sector, 'town_gas_making' as carrier, null as energy_tj, value, unit, kind, series_id, source_id, vintage,
    note
from town_gas_works_emissions where sector in ('residential', 'commercial')
order by period, sector, carrier
