-- title: Emission factors of a building's energy
-- what: The newest emissions per kWh of electricity (territory and companies) and per unit of town gas burnt and made.
-- formula: territory = power-station emissions ÷ electricity delivered; companies and gas = as published
-- returns: period, factor, gas, value
-- units: by row
select
    cast(period as varchar) as period, 'hong_kong' as factor, 'co2e' as gas, value, unit, kind, series_id, source_id,
    vintage, note
from electricity_consumption_intensity
qualify row_number() over (order by electricity_consumption_intensity.period desc) = 1
union all by name
select
    period, utility as factor, case series_id when 'electricity.utility.intensity' then 'co2e' else 'co2' end as gas,
    value, 'kg CO2e/kWh' as unit, kind, series_id, source_id, vintage, note
from electricity_utility
where series_id in ('electricity.utility.intensity', 'electricity.utility.intensity_co2') and basis = 'sold'
  and utility in ('clp_power', 'hk_electric') and regexp_full_match(period, '\d{4}') and value is not null
qualify row_number() over (partition by utility order by period desc, nullif(vintage, 'not_stated') desc, source_id) = 1
union all by name
select
    period, activity as factor, 'co2e' as gas, value, unit, kind, series_id, source_id, vintage, note
from inventory_emission_factors
where series_id = 'inventory.factor_per_unit_gas' and activity in ('town_gas_combustion', 'town_gas_production')
order by factor
