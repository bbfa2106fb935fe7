-- check: unused_sources
-- severity: error
-- what: Every publication in the register is cited by a row, or named in the note of one.
with note as (
    select note from observation where note is not null
    union all select note from source where note is not null
    union all select note from target where note is not null
    union all select note from assumption where note is not null
    union all select note from levers
    union all select note from project_inputs
)
select 'data/sources.csv' as file, s.csv_row as "row", concat('nothing cites ', s.source_id) as what,
    'a row that cites it, or a note that names it' as expected
from source as s
where s.source_id not in (select source_id from citation)
  and not exists (select 1 from note as n where contains(n.note, s.source_id))
order by s.csv_row
