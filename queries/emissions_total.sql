-- title: Total emissions, every vintage
-- what: Every published or derivable level of Hong Kong's total emissions, vintage by vintage.
-- formula: as published; where only a change or an amount per person was published: level ÷ (1 + change), or amount ×
--   mid-year population
-- returns: period, low, value, high, method, is_newest
-- params: since = 1990
select
    period, low, value, high, unit, kind, method, series_id, source_id, vintage, note,
    vintage = max(vintage) over (partition by period) as is_newest
from official_inventory
where sector = 'total' and period >= $since
order by period, vintage
