-- check: district_allocation_conserves
-- severity: error
-- what: What is allocated to districts adds up to the sales of CLP Power, by type of user and period, to the last digit.
select 'queries/marts/district_allocation.sql' as file, null as "row",
    concat(c.period, ', ', c.user_type, ': districts add up to ', sum(a.value), ' GWh') as what,
    concat(any_value(c.value), ' GWh') as expected
from clp_sales as c
left join district_allocation as a on a.period = c.period and a.user_type = c.user_type
group by c.period, c.user_type
having coalesce(abs(sum(a.value) - any_value(c.value)) > 1e-9 * any_value(c.value), true) or count(a.district) <> 14
order by c.period, c.user_type
