-- title: Levers
-- what: Every lever a scenario can set: its five levels, the publication of each, when and how it comes, and what it is.
-- formula: registry data/levers.csv; a level without a publication is a judgement, named in the note
-- returns: lever_id, lever_group, frozen, current, announced, ambitious, limit, start_year, end_year, shape, basis
-- units: by row
select
    lever_id, lever_group, title_en, title_zh_hant, title_zh_hans, guidance_en, guidance_zh_hant, guidance_zh_hans,
    frozen_value as frozen, current_value as "current", announced_value as announced, ambitious_value as ambitious,
    limit_value as "limit", unit, start_year, end_year, shape,
    coalesce(cost_series_id, cost_basis) as cost_basis, coalesce(cost_item, cost_assumption_id) as cost_item,
    cost_assumption_id as cost_assumption,
    case when coalesce(frozen_source_id, current_source_id, announced_source_id, ambitious_source_id, limit_source_id)
        is null then 'judgement' else 'source' end as basis,
    frozen_source_id, current_source_id, announced_source_id, ambitious_source_id, limit_source_id,
    'assumed' as kind,
    nullif(concat_ws(';', frozen_source_id, current_source_id, announced_source_id, ambitious_source_id,
        limit_source_id), '') as source_id,
    note
from levers
order by display_order
