-- title: Electricity and cooling degree-days by month
-- what: Electricity billed each month by type of user beside the cooling degree-days of that month and of a normal one.
-- formula: degree-days = max(0, mean temperature of the month − base) × days of the month; normal = monthly normals of
--   1981-2010; empty where no mean temperature of the month was found
-- returns: period, user_type, days, temperature, degree_days, normal_degree_days, value
-- params: base = 18
with measured as (
    select period, value, kind, series_id, source_id from buildings_climate
    where series_id = 'buildings.mean_temperature' and station = 'observatory'
      and regexp_full_match(period, '\d{4}-\d{2}')
),
normal as (
    select month, value, source_id, series_id from buildings_climate
    where series_id = 'buildings.temperature_normal' and period = '1981/2010' and month <> 'all'
),
months as (
    select
        *, value / 3.6 as value_gwh,
        day(last_day(make_date(cast(period[1:4] as integer), cast(period[6:7] as integer), 1))) as days
    from electricity_consumption_by_user
    where series_id = 'electricity.consumption_by_user' and energy = 'electricity'
      and regexp_full_match(period, '\d{4}-\d{2}') and user_type <> 'export'
)
select
    m.period, m.user_type, m.days, t.value as temperature,
    -- greatest() would turn a missing temperature into zero degree-days
    case when t.value is not null then greatest(0, t.value - $base) * m.days end as degree_days,
    case when n.value is not null then greatest(0, n.value - $base) * m.days end as normal_degree_days,
    m.value_gwh as value, 'GWh' as unit, m.kind,
    concat_ws(';', m.series_id, t.series_id, n.series_id) as series_id,
    concat_ws(';', m.source_id, t.source_id, n.source_id) as source_id, m.vintage, coalesce(m.note, '') as note
from months as m
left join measured as t on t.period = m.period
left join normal as n on n.month = m.period[6:7]
order by m.user_type, m.period
