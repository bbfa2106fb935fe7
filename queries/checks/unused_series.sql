-- check: unused_series
-- severity: error
-- what: Every series in the register has rows.
select 'data/series.csv' as file, s.csv_row as "row", concat('no row of ', s.series_id) as what,
    'a row in a fact table' as expected
from series as s
where s.series_id not in (select series_id from observation where series_id is not null)
order by s.csv_row
