-- title: Full cycles a year in the EU's draft method for batteries
-- what: How many full equivalent cycles a year the draft method counts, by category of vehicle.
-- formula: as published
-- returns: scope, value
-- units: cycles/year
select scope, value, unit, kind, series_id, source_id, vintage, note
from finance_battery_regulation
where parameter = 'feqc_per_year'
order by value
