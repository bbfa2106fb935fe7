-- title: Vehicles for the scenarios
-- what: Registered vehicles by class at the end of each year, with the electric ones where they were counted.
-- formula: the year's figure or its newest month as published, classes added up, whole classes only; January 2025 stands for the end of 2024
-- returns: period, vehicle_class, fuel, value
-- params: since = 2010
with month as (
    select
        case when period = '2025-01' then 2024 else cast(left(period, 4) as integer) end as period,
        case
            when vehicle_class = 'private_cars' then 'private_car'
            when vehicle_class in ('motor_cycles_and_tricycles', 'motor_cycles_solo', 'motor_cycles', 'motor_tricycles') then 'motorcycle'
            when vehicle_class in ('taxis', 'taxis_urban', 'taxis_new_territories', 'taxis_lantau') then 'taxi'
            when vehicle_class in ('public_buses', 'private_buses') or vehicle_class like 'franchised_buses_%'
                or vehicle_class like 'non_franchised_public_buses_%' or vehicle_class like 'private_buses_%' then 'bus'
            when vehicle_class in ('public_light_buses', 'private_light_buses') then 'light_bus'
            when vehicle_class = 'light_goods_vehicles' then 'light_goods'
            when vehicle_class in ('medium_goods_vehicles', 'heavy_goods_vehicles') then 'heavy_goods'
        end as class_code,
        vehicle_class, fuel, period as month, value, kind, series_id, source_id, vintage
    from transport_fleet
    where operator = 'all' and fuel in ('all', 'electricity') and regexp_full_match(period, '\d{4}(-\d{2})?')
      and series_id in ('transport.registered_vehicles', 'transport.registered_vehicles_by_fuel')
      and (fuel = 'electricity' or vehicle_class in ('private_cars', 'motor_cycles_and_tricycles', 'motor_cycles', 'motor_tricycles', 'taxis',
          'public_buses', 'private_buses', 'public_light_buses', 'private_light_buses', 'light_goods_vehicles', 'medium_goods_vehicles',
          'heavy_goods_vehicles'))
),
newest as (
    select * from month
    where class_code is not null and period >= $since
      and not (vehicle_class in ('motor_cycles', 'motor_tricycles') and (fuel = 'electricity' or source_id <> 'td_atd2021_s3t2' or period < 2019))
      and not (vehicle_class = 'motor_cycles_and_tricycles' and period >= 2019)
      and not (fuel = 'electricity' and vehicle_class in ('taxis', 'motor_cycles_and_tricycles', 'private_buses', 'public_buses'))
      and (period < 2025 or month = (select max(month) from month as m where m.period = month.period and m.vehicle_class = month.vehicle_class))
    qualify row_number() over (partition by period, vehicle_class, fuel
        order by length(month), month desc, nullif(vintage, 'not_stated') desc, source_id) = 1
)
select
    period, class_code as vehicle_class, fuel, sum(value) as value, 'vehicles' as unit,
    case when count(*) > 1 then 'derived' else any_value(kind) end as kind,
    string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
    max(vintage) as vintage, count(*) as parts, '' as note
from newest
group by period, class_code, fuel
-- A class of which a part was not found that year is left out.
having fuel = 'electricity' or count(*) = case when class_code in ('bus', 'light_bus', 'heavy_goods') then 2
    when class_code = 'motorcycle' and count(*) filter (where vehicle_class = 'motor_cycles_and_tricycles') = 0 then 2 else 1 end
order by period, vehicle_class, fuel
