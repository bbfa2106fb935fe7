-- title: Named scenarios
-- what: The scenarios that come with the data, each with the text of its file.
-- formula: the files data/scenarios/*.yaml as they are
-- returns: scenario_id, base, text
select scenario_id, base, text
from scenarios
order by display_order, scenario_id
