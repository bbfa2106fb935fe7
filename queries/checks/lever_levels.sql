-- check: lever_levels
-- severity: error
-- what: Every level of a lever lies on its scale and has a publication, or is called a judgement in the note.
with level as (
    select csv_row, lever_id, note, level, value, source_id,
        least(frozen_value, limit_value) as lowest, greatest(frozen_value, limit_value) as highest
    from levers,
        lateral (
            values ('frozen', frozen_value, frozen_source_id), ('current', current_value, current_source_id),
                ('announced', announced_value, announced_source_id),
                ('ambitious', ambitious_value, ambitious_source_id), ('limit', limit_value, limit_source_id)
        ) as each(level, value, source_id)
)
select 'data/levers.csv' as file, csv_row as "row",
    concat(lever_id, ': the ', level, ' level is ', value) as what,
    concat('between ', lowest, ' and ', highest) as expected
from level
where value not between lowest and highest
union all
select 'data/levers.csv', csv_row, concat(lever_id, ': the ', level, ' level has no publication'),
    'one, or a note that names the level (or every level) and says judgement'
from level
where source_id is null
  and not contains(note, 'Every level is a judgement')
  and not regexp_matches(note, concat('\b', level, '\b'))
union all
select 'data/levers.csv', csv_row, concat(lever_id, ': starts in ', start_year, ', ends in ', end_year),
    'an end that is not before the start'
from levers
where end_year < start_year
union all
select 'data/levers.csv', csv_row, concat(lever_id, ' has the cost basis ', cost_basis),
    'a cost_series_id with the basis series, and only with it'
from levers
where (cost_basis = 'series') <> (cost_series_id is not null)
union all
select 'data/levers.csv', csv_row, concat(lever_id, ' has the cost basis ', cost_basis),
    'a cost_assumption_id, unless no cost is counted'
from levers
where (cost_basis = 'none') <> (cost_assumption_id is null)
order by file, "row", what
