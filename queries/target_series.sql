-- title: What the targets limit, year by year
-- what: The published series that each target's line is drawn on and measured by; targets without one are not here.
-- formula: as published, or total emissions ÷ population or real GDP, or share of supply; the newest edition of each year
-- returns: target_id, period, low, value, high
-- params: target_id = null
-- units: by row
select target_id, period, low, value, high, unit, kind, series_id, source_id, vintage, note
from target_metric
where $target_id is null or target_id = $target_id
order by target_id, period
