-- title: Weather of the modelled year by month
-- what: Mean temperature, daily range, radiation and wind of each month that hours are made from.
-- formula: temperature and radiation of the year as published, the normal of 1981-2010 where a month's temperature was
--   not found; daily range = normal maximum − normal minimum; wind = mean of the published years at Waglan Island
-- returns: month, temperature, is_normal, range, radiation, wind
-- params: year = 2025
-- units: by row
with months as (select unnest(range(1, 13)) as month),
climate as (
    select
        series_id, source_id, value, period,
        try_cast(case when month = 'all' then period[6:7] else month end as integer) as month
    from buildings_climate
),
measured as (
    select month, value, source_id from climate
    where series_id = 'buildings.mean_temperature' and period like concat($year, '-%')
),
normals as (
    select
        month,
        max(value) filter (where series_id = 'buildings.temperature_normal') as mean,
        max(value) filter (where series_id = 'buildings.maximum_temperature_normal') as most,
        max(value) filter (where series_id = 'buildings.minimum_temperature_normal') as least,
        any_value(source_id) as source_id
    from climate
    where period = '1981/2010'
    group by month
),
radiation as (
    select try_cast(period[6:7] as integer) as month, value, source_id from buildings_solar_potential
    where series_id = 'buildings.solar_radiation' and period like concat($year, '-%')
),
wind as (
    select month, avg(value) as value, string_agg(distinct source_id, ';') as source_id from climate
    where series_id = 'buildings.wind_speed'
    group by month
)
select
    m.month, coalesce(t.value, n.mean) as temperature, t.value is null as is_normal, n.most - n.least as range,
    r.value as radiation, w.value as wind, 'degC;MJ/m2;km/h' as unit, 'derived' as kind,
    'buildings.mean_temperature;buildings.solar_radiation;buildings.wind_speed' as series_id,
    concat_ws(';', t.source_id, n.source_id, r.source_id, w.source_id) as source_id,
    case when t.value is null then 'temperature is the normal of 1981-2010' else '' end as note
from months as m
join normals as n on n.month = m.month
left join measured as t on t.month = m.month
left join radiation as r on r.month = m.month
left join wind as w on w.month = m.month
order by m.month
