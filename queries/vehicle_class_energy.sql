-- title: Energy of vehicles per distance
-- what: Litres or kilowatt-hours per 100 km by class of vehicle and fuel, with a range; and the loss in charging.
-- formula: where data/vehicle_pairs.csv has the class and fuel, its low, central and high; else the least, the median and the
--   most of the rows of the energy utilisation index (editions A and B). Electricity is as drawn from the battery.
--   Classes and fuels without either are left out
-- returns: vehicle, fuel, low, value, high
-- units: by row
with pairs as (
    select
        vehicle,
        case
            when parameter = 'electricity' then 'electricity'
            when vehicle = 'private_car' then 'petrol'
            when vehicle = 'taxi' then 'lpg'
            else 'diesel'
        end as fuel,
        case parameter when 'electricity' then 100 * low else low end as low,
        case parameter when 'electricity' then 100 * central else central end as value,
        case parameter when 'electricity' then 100 * high else high end as high,
        case parameter when 'electricity' then 'kWh/100 km' else unit end as unit,
        cast(null as varchar) as series_id, source_id, cast(null as varchar) as vintage, note
    from vehicle_pairs
    where parameter in ('electricity', 'fuel') and vehicle <> 'taxi_hybrid'
),
surveyed as (
    select
        case
            when vehicle_class like 'private_cars%' then 'private_car'
            when vehicle_class like 'taxis%' then 'taxi'
            when vehicle_class like 'motor_cycles%' then 'motorcycle'
            when vehicle_class like 'light_goods%' then 'light_goods'
            when vehicle_class like 'medium_goods%' then 'medium_goods'
            when vehicle_class like 'heavy_goods%' then 'heavy_goods'
            when vehicle_class like '%light_buses' then 'light_bus'
            when vehicle_class like '%single_deck' then 'single_deck_bus'
            when vehicle_class like '%double_deck' then 'double_deck_bus'
        end as vehicle,
        fuel, min(value) as low, median(value) as value, max(value) as high, any_value(unit) as unit,
        any_value(series_id) as series_id, string_agg(distinct source_id, ';' order by source_id) as source_id,
        max(vintage) as vintage, count(*) || ' rows of the energy utilisation index' as note
    from transport_fuel_economy
    where source_id in ('emsd_eui', 'emsd_eui_alt')
    group by all
)
select *, 'assumed' as kind from pairs
union all by name
select *, 'assumed' as kind from surveyed
where vehicle is not null and not exists (
    select 1 from pairs where pairs.vehicle = surveyed.vehicle and pairs.fuel = surveyed.fuel)
union all by name
select
    'all' as vehicle, 'charging_loss' as fuel, low, central as value, high, unit, cast(null as varchar) as series_id,
    source_id, cast(null as varchar) as vintage, note, 'assumed' as kind
from battery_parameters
where parameter_id = 'payback_charging_loss'
order by vehicle, fuel
