-- title: Assumptions
-- what: Every assumption with its range and what it rests on.
-- formula: registry data/assumptions.csv
-- returns: assumption_id, area, low, central, high, basis
-- units: by row
-- params: area = null
select
    assumption_id, area, title_en, title_zh_hant, title_zh_hans, low, central, high, unit, basis, 'assumed' as kind,
    source_id, note
from assumption
where $area is null or area = $area
order by area, assumption_id
