-- title: Registered private cars by fuel
-- what: Private cars registered at the end of the month by fuel: one month each of 2016 and 2018, every month since 2025.
-- formula: as published; `fossil` = petrol, diesel, LPG and others, plug-in hybrids among them
-- returns: period, fuel, value
select
    period, case fuel when 'electricity' then 'electric' else 'fossil' end as fuel, sum(value) as value, 'vehicles' as unit,
    case when count(*) > 1 then 'derived' else any_value(kind) end as kind, any_value(series_id) as series_id,
    string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage,
    case when count(*) > 1 then 'sum of petrol, diesel and others' else '' end as note
from transport_fleet
where series_id = 'transport.registered_vehicles_by_fuel' and vehicle_class = 'private_cars' and fuel <> 'all'
group by period, case fuel when 'electricity' then 'electric' else 'fossil' end
order by period, fuel
