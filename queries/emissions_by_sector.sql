-- title: Emissions by sector (official inventory)
-- what: Hong Kong's greenhouse gas emissions by inventory sector and year, newest vintage of each year.
-- formula: as published; where only a share and a total were published, share × total; other = total − electricity −
--   transport − waste in years whose other sectors were not published apart
-- returns: period, sector, low, value, high, method
-- params: since = 1990, vintage = null
select period, sector, low, value, high, unit, kind, method, series_id, source_id, vintage, note
from official_by_sector
where cast($vintage as varchar) is null and period >= $since
union all by name
select period, sector, low, value, high, unit, kind, method, series_id, source_id, vintage, note
from official_inventory
where vintage = cast($vintage as varchar) and period >= $since
order by period, sector, source_id
