-- check: duplicate_keys
-- severity: error
-- what: No figure is published twice under one series, dimensions, period, vintage and source.
select file, max(csv_row) as "row",
    concat(count(*), ' rows of ', series_id, ', ', dimensions, ', ', period, ', ', vintage, ', ', source_id) as what,
    concat('one row (the first is row ', min(csv_row), ')') as expected
from observation
where series_id is not null
group by file, series_id, dimensions, period, vintage, source_id
having count(*) > 1
order by file, max(csv_row)
