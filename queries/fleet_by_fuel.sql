-- title: Vehicles by class and fuel
-- what: Registered or licensed vehicles by class and fuel at the last date for which every class was found.
-- formula: Table 4.4 as printed; double- and single-deck buses, the kinds of taxi and of two-wheeler added up;
--   share = vehicles of the fuel ÷ vehicles of the class
-- returns: period, vehicle_class, fuel, value, share
-- params: status = registered
with printed as (
    select
        period, value, fuel, kind, series_id, source_id, vintage,
        case
            when vehicle_class like 'franchised_buses%' then 'franchised_buses'
            when vehicle_class like 'non_franchised_public_buses%' then 'non_franchised_public_buses'
            when vehicle_class like 'private_buses%' then 'private_buses'
            when vehicle_class like 'taxis%' then 'taxis'
            when vehicle_class like 'motor_%' then 'motor_cycles_and_tricycles'
            else vehicle_class
        end as vehicle_class
    from transport_fleet
    where series_id = 'transport.' || $status || '_vehicles_by_fuel' and source_id = 'td_t44_201803'
      and fuel <> 'all' and vehicle_class <> 'all_excluding_government'
),
level as (
    select
        period, vehicle_class, fuel, sum(value) as value, count(*) as parts, any_value(kind) as kind,
        any_value(series_id) as series_id, any_value(source_id) as source_id, max(vintage) as vintage
    from printed
    group by period, vehicle_class, fuel
)
select
    period, vehicle_class, fuel, value, 100 * value / nullif(sum(value) over (partition by period, vehicle_class), 0) as share,
    'vehicles' as unit, case when parts > 1 then 'derived' else kind end as kind, series_id, source_id, vintage,
    case when parts > 1 then 'sum of the printed sub-classes' else '' end as note
from level
order by period, vehicle_class, fuel
