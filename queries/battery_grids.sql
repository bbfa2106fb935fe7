-- title: Electricity that a battery factory may run on
-- what: Published carbon intensity of the electricity of places where batteries are made or could be made.
-- formula: China: official average carbon footprint factor; Hong Kong: power-station emissions ÷ electricity delivered,
--   newest year; European Union: of generation, from data/battery_parameters.csv
-- returns: grid_id, period, value
select
    'china' as grid_id, period, value, unit, kind, series_id, source_id, vintage, note
from finance_battery_footprint
where metric = 'electricity_factor' and production_region = 'china' and kind = 'reported'
union all by name
select
    'hong_kong' as grid_id, cast(period as varchar) as period, value, unit, kind, series_id, source_id, vintage, note
from electricity_consumption_intensity
qualify row_number() over (order by electricity_consumption_intensity.period desc) = 1
union all by name
select
    'european_union' as grid_id, '2018' as period, central as value, unit, 'reported' as kind,
    null as series_id, source_id, null as vintage, note
from battery_parameters
where parameter_id = 'cell_grid_eu'
order by grid_id
