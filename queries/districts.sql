-- title: Districts
-- what: The 18 districts: names in three languages, region, official land area, and where a label goes on a map.
-- formula: land area as published by the Lands Department; the area of the geometry is measured in EPSG:2326
-- returns: district, had_area_code, name_en, name_zh_hant, name_zh_hans, region, land_area_km2, geometry_area_km2,
--   value, label_lon, label_lat
select
    d.district_code as district, d.had_area_code, d.name_en, d.name_zh_hant, d.name_zh_hans, d.region,
    d.land_area_km2, d.geometry_area_km2, d.land_area_km2 as value, d.label_lon, d.label_lat,
    'km2' as unit, 'observed' as kind, cast(null as varchar) as series_id, d.source_id,
    edition.vintage, s.attribution as note
from district as d
join district_shape as s using (district_code)
cross join (
    -- The edition is that of the official areas, the value of the answer.
    select coalesce(max(left(published, 4)), 'not_stated') as vintage
    from feature_citation join source using (source_id)
    where column_name = 'official_land_area_source_id'
) as edition
order by d.district_code
