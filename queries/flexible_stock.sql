-- title: What flexible resources scale with
-- what: Electricity of commerce and of homes, households and electric private cars of each of the 18 districts.
-- formula: electricity of the newest full year by district; households of the newest census; electric private cars of the
--   newest month × the district's share of households × median household income, as no count by district is published
-- returns: stock, district, supplier, period, low, value, high
-- units: by row
with electricity as (
    select
        user_type || '_electricity' as stock, district, period, low, value, high, unit, kind, series_id, source_id,
        vintage, note
    from district_electricity
    where user_type in ('commercial', 'residential') and length(period) = 4
    qualify period = max(period) over ()
),
-- HK Electric publishes its districts as metered. Islands counts as CLP's, though Lamma is HK Electric's.
supplier as (
    select district, case when bool_and(grade = 'metered') then 'hk_electric' else 'clp' end as supplier
    from district_electricity where length(period) = 4
    group by district
),
households as (
    select
        'households' as stock, district, period, value, unit, kind, series_id, source_id, vintage,
        'not those that have formed since' as note
    from buildings_district_profile
    where series_id = 'buildings.district_households' and district <> 'all'
    qualify period = max(period) over ()
),
cars as (
    select period, value, series_id, source_id, vintage
    from transport_fleet
    where series_id = 'transport.registered_vehicles_by_fuel' and vehicle_class = 'private_cars' and fuel = 'electricity'
      and operator = 'all'
    qualify period = max(period) over ()
),
weight as (
    select district, value / sum(value) over (partition by period) as share, series_id, source_id
    from district_proxy where proxy = 'households_income'
    qualify period = max(period) over ()
),
cars_by_district as (
    select
        'electric_cars' as stock, w.district, c.period, c.value * w.share as value, 'vehicles' as unit, 'estimated' as kind,
        concat_ws(';', c.series_id, w.series_id) as series_id, concat_ws(';', c.source_id, w.source_id) as source_id,
        c.vintage, 'shared by households × median household income; untested, as no district is counted' as note
    from cars as c, weight as w
),
every as (
    select * from electricity
    union all by name
    select * from households
    union all by name
    select * from cars_by_district
)
select
    e.stock, e.district, s.supplier, e.period, e.low, e.value, e.high, e.unit, e.kind, e.series_id, e.source_id, e.vintage,
    e.note
from every as e
join supplier as s using (district)
order by e.stock, e.district
