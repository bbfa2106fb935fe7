-- check: series_unit
-- severity: error
-- what: Every row has the unit of its series: a series has one unit.
select o.file, o.csv_row as "row", concat('found ', o.unit) as what,
    concat(s.unit, ', the unit of series ', s.series_id) as expected
from observation as o
join series as s on s.series_id = o.series_id
where o.unit is distinct from s.unit
order by o.file, o.csv_row
