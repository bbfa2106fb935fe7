-- title: Points on the map
-- what: Power stations, waste facilities, landfills, reservoirs with floating solar, transport hubs, stations and piers.
-- formula: positions and capacities as published; the district is the one the point lies in, or the nearest within
--   500 m, since piers stand in the sea of a generalised coast
-- returns: point_id, category, name_en, name_zh_hant, name_zh_hans, lon, lat, quality, uncertainty_m, capacity_mw,
--   value, district, district_distance_m, unit, kind, series_id, source_id, vintage, note
-- params: category = null, district = null
select
    p.point_id, p.category, p.name_en, p.name_zh_hant, p.name_zh_hans, p.lon, p.lat, p.quality, p.uncertainty_m,
    p.capacity_mw, p.capacity_mw as value, p.district_code as district, p.district_distance_m, 'MW' as unit,
    -- No position here was measured by us: read second-hand, or, where its quality is low, placed by its surroundings.
    case p.quality when 'low' then 'estimated' else 'reported' end as kind,
    cast(null as varchar) as series_id, concat_ws(';', p.source_id, p.capacity_source_id) as source_id,
    coalesce(left(s.published, 4), 'not_stated') as vintage, p.note
from point as p
join source as s using (source_id)
where ($category is null or p.category = $category) and ($district is null or p.district_code = $district)
order by p.category, p.point_id
