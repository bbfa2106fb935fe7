-- title: Fuel a vehicle burns in a year, for the scenarios
-- what: Kilometres a year × fuel per kilometre of the classes whose fuel is printed as one: taxis with light buses, light with heavier goods vehicles.
-- formula: kilometres per vehicle and year × mean litres per 100 km of the survey's classes (both editions) ÷ 100
-- returns: vehicle_class, value, km_per_year, litres_per_100km
with distance as (
    select
        case vehicle_class
            when 'taxis' then 'taxi'
            when 'public_light_buses' then 'light_bus'
            when 'light_goods_vehicles_to_5500kg' then 'light_goods'
            when 'heavy_goods_vehicles_over_15000kg' then 'heavy_goods'
        end as class_code,
        value, series_id, source_id, vintage
    from transport_vehicle_use
    where series_id = 'transport.km_per_vehicle_year'
),
thirst as (
    select
        case
            when vehicle_class like 'taxis%' then 'taxi'
            when vehicle_class = 'public_light_buses' then 'light_bus'
            when vehicle_class like 'light_goods_vehicles%' then 'light_goods'
            when vehicle_class like 'medium_goods_vehicles%' then 'heavy_goods'
        end as class_code,
        avg(value) as value, any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id
    from transport_fuel_economy
    where series_id = 'transport.fuel_per_100km' and source_id in ('emsd_eui', 'emsd_eui_alt')
      and ((vehicle_class like 'taxis%' or vehicle_class = 'public_light_buses') and fuel = 'lpg'
        or vehicle_class like '%goods_vehicles%' and fuel = 'diesel')
    group by class_code
)
select
    d.class_code as vehicle_class, d.value * t.value / 100 as value, d.value as km_per_year, t.value as litres_per_100km,
    'L' as unit, 'estimated' as kind, concat_ws(';', d.series_id, t.series_id) as series_id,
    concat_ws(';', d.source_id, t.source_id) as source_id, d.vintage, 'per vehicle and year' as note
from distance as d
join thirst as t on t.class_code = d.class_code
order by vehicle_class
