-- title: New private cars before and after the tax concession
-- what: New private cars a month and the electric share, in the months before the concession's end and after it.
-- formula: mean of the months of each window; share = electric ÷ all over the window; change against the window named
--   `same_months`. The concession's last month and the one after it are a rush (orders placed in time were still being
--   registered), the next one its tail; `after` runs from the third month to the newest; `same_months` are those months
--   a year before; `year_before` the twelve months up to the rush; `since_rush` the rush and everything after it,
--   `same_since_rush` those months a year before.
-- returns: stretch, first_month, last_month, months, fuel, value, share, change_percent, change_points
with ended as (
    select date_trunc('month', cast(split_part(period, '/', 1) as date)) as first_month
    from transport_vehicle_taxes
    where series_id = 'transport.registration_tax_concession_cap' and scheme = 'none' and vehicle_class = 'private_cars'
),
monthly as (
    select
        cast(period || '-01' as date) as month, case when fuel in ('all', 'battery_electric') then fuel else 'other' end as fuel,
        value, kind, series_id, source_id, vintage
    from transport_first_registrations
    where series_id = 'transport.first_registrations' and vehicle_class = 'private_cars' and condition = 'new'
),
newest as (select max(month) as month from monthly),
bounds as (
    select 'year_before' as stretch, first_month - interval 13 month as starts, first_month - interval 2 month as ends from ended
    union all select 'rush', first_month - interval 1 month, first_month from ended
    union all select 'tail', first_month + interval 1 month, first_month + interval 1 month from ended
    union all select 'after', first_month + interval 2 month, n.month from ended cross join newest as n
    union all
    select 'same_months', first_month - interval 10 month, n.month - interval 12 month from ended cross join newest as n
    union all select 'since_rush', first_month - interval 1 month, n.month from ended cross join newest as n
    union all
    select 'same_since_rush', first_month - interval 13 month, n.month - interval 12 month from ended cross join newest as n
),
summed as (
    select
        b.stretch, b.starts, b.ends, m.fuel, sum(m.value) as cars, count(distinct m.month) as months,
        any_value(m.series_id) as series_id, string_agg(distinct m.source_id, ';') as source_id, max(m.vintage) as vintage
    from bounds as b
    join monthly as m on m.month between b.starts and b.ends
    group by b.stretch, b.starts, b.ends, m.fuel
),
shared as (
    select *, 100 * cars / max(cars) filter (where fuel = 'all') over (partition by stretch) as share from summed
)
select
    s.stretch, strftime(s.starts, '%Y-%m') as first_month, strftime(s.ends, '%Y-%m') as last_month, s.months, s.fuel,
    s.cars / s.months as value, s.share, 100 * (s.cars / s.months / (base.cars / base.months) - 1) as change_percent,
    s.share - base.share as change_points, 'vehicles' as unit, 'derived' as kind, s.series_id, s.source_id, s.vintage,
    'mean of the months of the window' as note
from shared as s
left join shared as base
    on base.fuel = s.fuel
   and base.stretch = case s.stretch when 'since_rush' then 'same_since_rush' when 'after' then 'same_months' end
order by s.starts, s.ends, s.stretch, s.fuel
