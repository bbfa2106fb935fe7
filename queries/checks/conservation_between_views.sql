-- check: conservation_between_views
-- severity: error
-- what: Emissions by source and emissions by use come to the same total in every year.
with by_source as (select period, sum(value) as value from emissions_by_source group by period),
by_use as (select period, sum(value) as value from emissions_by_use group by period)
select 'queries/marts/emissions_by_use.sql' as file, null::integer as "row",
    concat('by use ', period, ' comes to ', coalesce(cast(u.value as varchar), 'nothing'), ' kt CO2e') as what,
    concat(coalesce(cast(s.value as varchar), 'nothing'), ' kt CO2e, as by source') as expected
from by_source as s
full join by_use as u using (period)
where s.value is null or u.value is null or abs(u.value - s.value) > 1e-6 * abs(s.value)
order by period
