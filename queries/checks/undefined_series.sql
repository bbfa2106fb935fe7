-- check: undefined_series
-- severity: error
-- what: Every series that a row belongs to is in the register of series.
select o.file, o.csv_row as "row", concat('found the series ', o.series_id) as what,
    'a series_id of data/series.csv' as expected
from observation as o
where o.series_id is not null and o.series_id not in (select series_id from series)
order by o.file, o.csv_row
