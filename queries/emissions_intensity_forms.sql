-- title: Emissions in four forms
-- what: Total emissions, emissions per person and per real GDP, and energy per real GDP, for the years that have both.
-- formula: total = newest edition of the official inventory; per person = total ÷ mid-year population; per GDP = total ÷
--   GDP in chained 2021 HK$ (published to 2022); energy per GDP = energy end use ÷ the same GDP
-- returns: period, form, low, value, high
-- params: form = null, since = 1990
-- units: by row
select period, form, low, value, high, unit, kind, series_id, source_id, vintage, note
from emissions_forms
where ($form is null or form = $form) and period >= $since
order by form, period
