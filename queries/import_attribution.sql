-- title: Emissions attributed to imports
-- what: Emissions of Hong Kong's net electricity imports under the chosen attribution rule.
-- formula: net imports × factor of the rule (territorial: zero; life cycle: nuclear life cycle; grid average: Mainland
--   grid average)
-- returns: period, rule, low, value, high, imports_gwh
-- params: since = 2000, rule = null
select period, rule, low, value, high, imports_gwh, unit, kind, series_id, source_id, vintage, note
from import_emissions
where period >= $since and ($rule is null or rule = $rule)
order by period, rule
