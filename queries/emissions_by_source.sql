-- title: Emissions by source
-- what: The activity-based account: where greenhouse gases are released, by year.
-- formula: activity × emission factor for electricity, town gas making, transport and fuel; official series for waste,
--   processes and agriculture. Only years in which every part is known are shown
-- returns: period, source, carrier, value
-- params: since = 1990
select period, source, carrier, value, unit, kind, series_id, source_id, vintage, note
from emissions_by_source
where period >= $since
order by period, source, carrier
