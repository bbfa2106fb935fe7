-- title: Carbon intensity of electricity, three ways
-- what: Carbon intensity per kWh generated locally, per kWh consumed, and per kWh sold by each utility.
-- formula: generated = as published by Our World in Data / Ember (life-cycle factors, local generation only); consumed =
--   power-station emissions ÷ electricity delivered (imports count as zero); sold = as published by the utility
-- returns: period, measure, utility, gas, value
-- units: by row
select
    cast(period as integer) as period, 'generated' as measure, 'hong_kong' as utility, 'co2e' as gas,
    value / 1000 as value, 'kg CO2e/kWh' as unit, kind, series_id, source_id, vintage,
    'per kWh generated locally, life-cycle factors; imported electricity left out' as note
from electricity_generation
where series_id = 'electricity.local_generation_intensity'
union all by name
select
    period, 'consumed' as measure, 'hong_kong' as utility, 'co2e' as gas, value, unit, kind, series_id, source_id, vintage, note
from electricity_consumption_intensity
union all by name
select
    cast(period as integer) as period, 'sold' as measure, utility,
    case series_id when 'electricity.utility.intensity' then 'co2e' else 'co2' end as gas,
    value, unit, kind, series_id, source_id, vintage,
    case series_id when 'electricity.utility.intensity' then note else 'CO2 only' end as note
from electricity_utility
where series_id in ('electricity.utility.intensity', 'electricity.utility.intensity_co2') and utility in ('clp_power', 'hk_electric')
  and basis = 'sold'
  and regexp_full_match(period, '\d{4}') and value is not null
qualify row_number() over (partition by period, utility order by series_id, nullif(vintage, 'not_stated') desc, source_id) = 1
order by measure, utility, period
