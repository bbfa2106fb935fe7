-- title: Targets
-- what: Every quantified target of Government and utilities, in force or past, with its source.
-- formula: as published; ranges as ranges
-- returns: target_id, area, metric, base_year, base_value, target_year, low, high, status, status_note
-- params: area = null
-- units: by row
select
    target_id, area, title_en, title_zh_hant, title_zh_hans, metric, base_year, base_value, target_year, low, high,
    unit, status, status_note, 'scenario' as kind, source_id, note
from target
where $area is null or area = $area
order by area, target_year, target_id
