-- title: Electric share of private cars
-- what: Share of battery electric cars in registered private cars, in new cars, and in all cars first registered.
-- formula: electric ÷ all. stock = registered at the end of the month (Table 4.1(a) and 4.4); new_cars = first
--   registrations of new cars; with_used_imports = new cars and used imports
-- returns: period, measure, value, electric, cars
with stock as (
    select
        period, 'stock' as measure, sum(value) filter (where fuel = 'electricity') as electric,
        sum(value) filter (where fuel <> 'all') as cars, any_value(series_id) as series_id,
        string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage
    from transport_fleet
    where series_id = 'transport.registered_vehicles_by_fuel' and vehicle_class = 'private_cars' and operator = 'all'
    group by period
),
registered as (
    select
        period, sum(value) filter (where fuel = 'battery_electric' and condition = 'new') as new_electric,
        sum(value) filter (where fuel = 'all' and condition = 'new') as new_cars,
        sum(value) filter (where fuel = 'battery_electric') as electric, sum(value) filter (where fuel = 'all') as cars,
        any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage
    from transport_first_registrations
    where series_id = 'transport.first_registrations' and vehicle_class = 'private_cars'
    group by period
),
pairs as (
    select period, measure, electric, cars, series_id, source_id, vintage from stock
    union all
    select period, 'new_cars', new_electric, new_cars, series_id, source_id, vintage from registered
    union all
    select period, 'with_used_imports', electric, cars, series_id, source_id, vintage from registered
)
select
    period, measure, 100 * electric / nullif(cars, 0) as value, electric, cars, '%' as unit, 'derived' as kind, series_id,
    source_id, vintage, 'plug-in hybrids are not counted as electric' as note
from pairs
order by measure, period
