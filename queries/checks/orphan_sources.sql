-- check: orphan_sources
-- severity: error
-- what: Every publication that a row cites is in the register of sources.
select c.file, c.csv_row as "row", concat(c.column_name, ' names ', c.source_id) as what,
    'a source_id of data/sources.csv' as expected
from citation as c
left join source as s on s.source_id = c.source_id
where s.source_id is null
order by c.file, c.csv_row
