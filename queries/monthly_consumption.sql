-- title: Monthly consumption by user
-- what: Electricity or gas used each month by type of user, as billed.
-- formula: published TJ ÷ 3.6
-- returns: period, user_type, value
-- params: energy = electricity
select
    period, user_type, value / 3.6 as value, 'GWh' as unit, kind, series_id, source_id, vintage,
    coalesce(note, '') as note
from electricity_consumption_by_user
where series_id = 'electricity.consumption_by_user' and energy = $energy and regexp_full_match(period, '\d{4}-\d{2}')
  and user_type <> 'export'
order by period, user_type
