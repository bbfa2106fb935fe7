-- title: Source rows
-- what: The rows of the published tables that the series named rest on, with file and row, newest first.
-- formula: as published
-- returns: series_id, file, csv_row, dimensions, period, low, value, high, value_text
-- params: series = null, limit = 200
-- units: by row
select
    series_id, file, csv_row, dimensions, period, low, value, high, value_text, unit, kind, source_id, vintage, note
from observation
where $series is null or series_id in (select unnest(cast($series as varchar[])))
order by period desc, series_id, file, csv_row
limit $limit
