-- title: Inputs of the project desk
-- what: What the calculation of a project needs to know, with its range, what makes sense at all, and what it rests on.
-- formula: registry data/project_inputs.csv
-- returns: kind_id, place, input_id, group_id, low, value, high, least, most, basis
-- units: by row
select kind_id, place, input_id, group_id, title_en, title_zh_hant, title_zh_hans, low, central as value, high, least, most,
    unit, basis, 'assumed' as kind, source_id, note
from project_inputs
order by kind_id, place
