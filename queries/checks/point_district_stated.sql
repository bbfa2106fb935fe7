-- check: point_district_stated
-- severity: info
-- what: A point lies in the district that its source states. Where it does not, the district by position is used.
select 'data/geo/points.geojson' as file, null::integer as "row",
    concat(p.point_id, ' is stated in ', p.district_stated, ' and lies ',
           case when p.district_distance_m > 0 then concat(p.district_distance_m, ' m from ') else 'in ' end,
           coalesce(p.district_code, 'any district')) as what,
    concat('a position in ', p.district_stated) as expected
from point as p
where p.district_stated is distinct from p.district_code and p.district_stated is not null
order by p.point_id
