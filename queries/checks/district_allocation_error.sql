-- check: district_allocation_error
-- severity: info
-- what: How far the proxy kept for each type of user misses the metered districts when it predicts them as if unknown.
select 'queries/marts/district_proxy_test.sql' as file, null as "row",
    concat(user_type, ' electricity is allocated by ', any_value(proxy), ': mean error ', round(any_value(error_percent), 1),
           ' % in the metered districts') as what,
    'the smallest error of the proxies tried' as expected
from district_allocation
group by user_type
order by user_type
