-- title: Vehicles by class
-- what: Vehicles registered or licensed at the end of each year by class, one publication a series of years.
-- formula: as published; only the classes of one level, which add to `all` where the publication has it. Two-wheelers of
--   the digest are motor cycles plus tricycles, its taxis the three kinds together
-- returns: period, vintage, vehicle_class, value
-- params: status = registered
with chosen as (
    select period, vintage, vehicle_class, value, kind, series_id, source_id
    from transport_fleet
    where series_id = 'transport.' || $status || '_vehicles' and operator = 'all' and fuel = 'all'
      and regexp_full_match(period, '\d{4}') and source_id in ('td_t41a', 'td_t41s', 'td_atd2021_s3t2')
),
level as (
    select
        period, vintage,
        case
            when vehicle_class in ('franchised_buses', 'non_franchised_public_buses') then 'public_buses'
            when vehicle_class in ('motor_cycles', 'motor_tricycles') then 'motor_cycles_and_tricycles'
            when vehicle_class in ('taxis_urban', 'taxis_new_territories', 'taxis_lantau') then 'taxis'
            else vehicle_class
        end as vehicle_class,
        vehicle_class as printed, value, kind, series_id, source_id
    from chosen
    where vehicle_class in ('all', 'private_cars', 'public_light_buses', 'private_light_buses', 'private_buses', 'goods_vehicles',
                            'special_purpose_vehicles', 'government_vehicles')
       or (source_id = 'td_t41a' and vehicle_class in ('motor_cycles_and_tricycles', 'taxis', 'public_buses'))
       or (source_id = 'td_t41s' and vehicle_class in ('motor_cycles_and_tricycles', 'taxis', 'franchised_buses',
                                                       'non_franchised_public_buses'))
       or (source_id = 'td_atd2021_s3t2' and vehicle_class in ('motor_cycles', 'motor_tricycles', 'taxis_urban',
                                                              'taxis_new_territories', 'taxis_lantau'))
)
select
    cast(period as integer) as period, vintage, vehicle_class, sum(value) as value, 'vehicles' as unit,
    case when count(*) > 1 then 'derived' else any_value(kind) end as kind, any_value(series_id) as series_id,
    any_value(source_id) as source_id, case when count(*) > 1 then 'sum of the printed sub-classes' else '' end as note
from level
group by period, vintage, vehicle_class
-- A year that an edition gives for some classes only would look like a collapse of the others.
qualify max(case when vehicle_class = 'private_cars' then 1 else 0 end) over (partition by period, vintage) = 1
order by vintage, period, vehicle_class
