-- title: Private cars first registered, by half-year
-- what: Private cars first registered in each half-year, electric and fossil, new cars and used imports together.
-- formula: sum of the months of the half-year where all six are published; 2013-2017 half of the year's figure, all fuels
--   (a few per cent were electric), where only years are published. Other half-years are missing, not estimated.
-- returns: period, fuel, value
with monthly as (
    select
        concat(left(period, 4), case when right(period, 2) <= '06' then '-H1' else '-H2' end) as period,
        case fuel when 'battery_electric' then 'electric' else 'fossil' end as fuel, value, series_id, source_id, vintage,
        period as month
    from transport_first_registrations
    where series_id = 'transport.first_registrations' and vehicle_class = 'private_cars' and fuel <> 'all'
)
select
    period, fuel, sum(value) as value, 'vehicles' as unit, 'derived' as kind, any_value(series_id) as series_id,
    string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage, 'sum of six months' as note
from monthly
group by period, fuel
having count(distinct month) = 6
union all
select
    concat(y.period, h.half), 'fossil', y.value / 2, 'vehicles', 'derived', y.series_id, y.source_id, y.vintage,
    'half of the year; all fuels, a few per cent electric'
from transport_first_registrations_by_class as y
cross join (values ('-H1'), ('-H2')) as h (half)
where y.vehicle_class = 'private_cars' and y.operator = 'all' and y.condition = 'all' and regexp_full_match(y.period, '\d{4}')
order by period, fuel
