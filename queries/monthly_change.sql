-- title: Monthly consumption against a year before
-- what: Change of each month's electricity or gas use on the same month of the year before.
-- formula: (month − same month a year before) ÷ same month a year before; only where both are published
-- returns: period, user_type, value
-- params: energy = electricity
with months as (
    select * from electricity_consumption_by_user
    where series_id = 'electricity.consumption_by_user' and energy = $energy and regexp_full_match(period, '\d{4}-\d{2}')
      and user_type <> 'export'
)
select
    m.period, m.user_type, 100 * (m.value / nullif(b.value, 0) - 1) as value, '%' as unit, 'derived' as kind,
    m.series_id, concat_ws(';', m.source_id, b.source_id) as source_id, m.vintage,
    concat('against ', b.period, '; bills lag, weather not adjusted') as note
from months as m
join months as b
  on b.user_type = m.user_type
 and b.period = concat(cast(substr(m.period, 1, 4) as integer) - 1, substr(m.period, 5))
order by m.period, m.user_type
