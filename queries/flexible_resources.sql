-- title: Resources of a virtual power plant
-- what: Power that each resource could give for each unit of what it scales with, how long, what comes back, who joins.
-- formula: registry data/flexible_resources.csv; basis is that of the central power; hours, rebound, participation and
--   what it follows through the day are judgement in every row
-- returns: resource_id, stock, low, value, high, hours_central, rebound_central, participation_central, follows, basis
-- units: by row
select
    resource_id, title_en, title_zh_hant, title_zh_hans, stock, low, central as value, high, unit,
    hours_low, hours_central, hours_high, rebound_low, rebound_central, rebound_high,
    participation_low, participation_central, participation_high, follows, basis, 'assumed' as kind, source_id, note
from flexible_resources
order by resource_id
