-- mart: fuel_emissions
-- what: Emissions of fuel burnt by end users: energy by sector and mode × the factor its fuel takes.
-- column period: calendar year
-- column sector: residential, commercial, industrial or transport
-- column mode: transport mode, or all
-- column fuel: oil_coal or town_gas_lpg, as EMSD prints them
-- column factor_fuel: fuel whose factor is applied
-- column energy_tj: energy burnt [TJ]
-- column factor_kg_per_gj: emission factor [kg CO2e/GJ]
-- column value: emissions [kt CO2e]
-- Choices: cars and motorcycles take petrol, other road vehicles diesel, ships marine diesel, taxis and light buses
-- LPG; oil in buildings and industry is diesel. Gas in buildings takes town gas, burning only (its making is a source
-- of its own); about a sixth of that column is LPG, whose factor is a fifth higher. The factors per GJ count CO2 only:
-- methane and nitrous oxide of engines, one or two per cent, are missing.
with choice (sector, mode, fuel, factor_fuel, basis) as (
    values
        ('transport', 'car', 'oil_coal', 'petrol', 'road'),
        ('transport', 'motorcycle', 'oil_coal', 'petrol', 'road'),
        ('transport', 'bus', 'oil_coal', 'diesel', 'bus'),
        ('transport', 'goods_vehicle', 'oil_coal', 'diesel', 'bus'),
        ('transport', 'taxi', 'oil_coal', 'diesel', 'bus'),
        ('transport', 'marine', 'oil_coal', 'diesel', 'marine_blend'),
        ('transport', 'taxi_and_light_bus', 'town_gas_lpg', 'lpg', 'taxi'),
        ('residential', 'all', 'oil_coal', 'diesel', 'bus'),
        ('commercial', 'all', 'oil_coal', 'diesel', 'bus'),
        ('industrial', 'all', 'oil_coal', 'diesel', 'bus'),
        ('residential', 'all', 'town_gas_lpg', 'town_gas', 'scope_1'),
        ('commercial', 'all', 'town_gas_lpg', 'town_gas', 'scope_1'),
        ('industrial', 'all', 'town_gas_lpg', 'town_gas', 'scope_1')
),
factor as (
    select
        f.fuel, f.basis, f.series_id, f.source_id,
        case f.series_id when 'inventory.factor_per_unit_gas' then f.value / content.value * 1000 else f.value end as value
    from inventory_emission_factors as f
    cross join (
        select value from inventory_emission_factors
        where series_id = 'inventory.energy_content' and fuel = 'town_gas' and basis = 'billing_unit'
    ) as content
    where f.series_id = 'inventory.factor_per_gj'
       or (f.series_id = 'inventory.factor_per_unit_gas' and f.activity = 'town_gas_combustion')
)
select
    e.period, e.sector, e.mode, e.fuel, c.factor_fuel, e.value as energy_tj, f.value as factor_kg_per_gj,
    e.value * f.value / 1000 as value, 'kt CO2e' as unit, 'derived' as kind,
    concat_ws(';', e.series_id, f.series_id) as series_id, concat_ws(';', e.source_id, f.source_id) as source_id,
    e.vintage, concat('factor of ', replace(c.factor_fuel, '_', ' '), ', burning only, CO2') as note
from fuel_energy as e
join choice as c on c.sector = e.sector and c.mode = e.mode and c.fuel = e.fuel
join factor as f on f.fuel = c.factor_fuel and f.basis = c.basis
order by e.period, e.sector, e.mode, e.fuel
