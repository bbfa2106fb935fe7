-- title: Account against official inventory
-- what: The activity-based account against the official inventory by sector and year, with the named reasons.
-- formula: difference = account − official; ratio = account ÷ official
-- returns: period, sector, account, official, difference, ratio, scope, reason
-- params: sector = null
select
    period, sector, account, official, official_low, official_high, official_kind, difference, ratio, value, unit, kind,
    scope, reason,
    series_id, source_id, vintage, note
from reconciliation
where $sector is null or sector = $sector
order by sector, period
