-- title: Electricity by fuel and imports
-- what: Gross local generation by fuel and net imports, by year.
-- formula: as published; together they are the electricity demand including losses and the stations' own use
-- returns: period, fuel, value
-- params: since = 2000
select
    cast(period as integer) as period,
    case series_id when 'electricity.net_imports' then 'net_imports' else fuel end as fuel,
    value, unit, kind, series_id, source_id, vintage, note
from electricity_generation
where series_id in ('electricity.generation', 'electricity.net_imports')
  and (series_id = 'electricity.net_imports' or fuel <> 'all')
  and regexp_full_match(period, '\d{4}') and cast(period as integer) >= $since
order by period, fuel
