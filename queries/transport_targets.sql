-- title: Transport targets
-- what: The targets for transport in force, each with the newest figure found for what it counts.
-- formula: target as announced; latest = newest published figure of the same thing, missing where none was found
-- returns: target_id, metric, target_year, value, upper, latest, latest_period, status
-- units: by row
with latest (target_id, latest, latest_period, latest_source_id) as (
    select 'tr_etaxi_2027', value, period, source_id
    from transport_fleet
    where series_id = 'transport.licensed_vehicles_by_fuel' and vehicle_class = 'taxis' and fuel = 'electricity'
    union all
    (select 'tr_parking_2027', value, period, source_id
     from transport_chargers
     where series_id = 'transport.charging_spaces' and charger_type = 'charging_enabled'
     order by period desc limit 1)
    union all
    (select 'tr_ehss_2028', value, period, source_id
     from transport_chargers
     where series_id = 'transport.charging_spaces' and provider = 'home_subsidy_scheme' and stage = 'completed'
     order by period desc limit 1)
    union all
    select 'tr_eplb_trial', value, period, source_id
    from transport_electric_vehicles
    where vehicle_class = 'public_light_buses' and status = 'subsidised'
)
select
    t.target_id, t.title_en, t.title_zh_hant, t.title_zh_hans, t.metric, t.target_year, t.low as value, t.high as upper,
    l.latest, l.latest_period, t.status, t.unit, 'scenario' as kind, cast(null as varchar) as series_id,
    concat_ws(';', t.source_id, l.latest_source_id) as source_id, cast(null as varchar) as vintage, t.status_note as note
from target as t
left join latest as l on l.target_id = t.target_id
where t.area = 'transport' and t.status = 'in_force' and t.low is not null
order by t.target_year nulls last, t.target_id
