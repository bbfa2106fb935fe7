-- check: districts_complete
-- severity: error
-- what: All 18 districts are there with their shapes, and so are the points of the map.
select concat('data/geo/', found.file) as file, null::integer as "row", concat('there are ', found.number) as what,
    found.expected
from (
    select 'districts.geojson' as file, count(*) as number, '18 districts with a shape' as expected,
        count(*) = 18 as complete
    from district join district_shape using (district_code)
    union all
    select 'points.geojson', count(*), 'points', count(*) > 0 from point
) as found
where not found.complete
order by found.file
