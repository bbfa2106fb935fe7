-- check: value_present
-- severity: error
-- what: Every row of a series states something: a value, a range or a value in words.
select file, csv_row as "row", concat('no figure for ', series_id) as what,
    'value, low, high or value_text' as expected
from observation
where series_id is not null and value is null and low is null and high is null and value_text is null
  -- A unit of a power station has its figures in columns of capacity.
  and table_name <> 'electricity_generating_units'
order by file, csv_row
