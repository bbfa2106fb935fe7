-- check: reconciliation_tolerance
-- severity: error
-- what: The electricity account of 2005-2017 and 2024 is within 5 % of the official inventory in each year, 3 % on average.
with gap as (
    select y.period, 100 * abs(r.ratio - 1) as gap_percent
    from (select unnest(range(2005, 2018) || [2024]) as period) as y
    left join reconciliation as r on r.period = y.period and r.sector = 'electricity'
)
select 'queries/marts/reconciliation.sql' as file, null::integer as "row",
    case when gap_percent is null then concat('no electricity account of ', period)
         else concat('the electricity account of ', period, ' is ', round(gap_percent, 1), ' % off the inventory') end as what,
    'at most 5 %' as expected
from gap
where gap_percent is null or gap_percent > 5
union all
select 'queries/marts/reconciliation.sql', null, concat('the electricity account is ', round(avg(gap_percent), 1),
    ' % off the inventory on average'), 'at most 3 %'
from gap
having avg(gap_percent) > 3
order by what
