-- title: Electricity by user for the scenarios
-- what: Electricity delivered to homes, commerce, industry and transport, and exported, by year.
-- formula: end use by sector as published; for the newest year the published total is split as in the year before
-- returns: period, destination, value
-- params: since = 2010
select period, destination, value, unit, kind, series_id, source_id, vintage, coalesce(note, '') as note
from electricity_delivered
where period >= $since
order by period, destination
