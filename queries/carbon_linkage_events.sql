-- title: Steps towards a linked carbon market
-- what: What was announced about linking Hong Kong's carbon market with the Mainland's and the Greater Bay Area's.
-- formula: as published; an event has a date and no value
-- returns: topic, period, value
select topic, period, value, unit, kind, series_id, source_id, vintage, note
from finance_policy_events
where topic in ('carbon_connect', 'gba_carbon_market')
order by period desc, topic
