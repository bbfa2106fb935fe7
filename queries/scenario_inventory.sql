-- title: Inventory by sector for the scenarios
-- what: Official emissions by sector of each year since 2010; years that publish other sources as one sum are split as before.
-- formula: as published; where only the sum of other fuel use, industrial processes and agriculture is known, it is split
--   as in the newest year that has the three
-- returns: period, sector, value
-- params: since = 2010
with level as (
    select * from official_by_sector where period >= $since and sector <> 'total'
    qualify row_number() over (partition by period, sector order by vintage desc) = 1
),
parts as (
    select sector, value / sum(value) over () as share, series_id, source_id
    from level
    where sector in ('other_fuel', 'industrial_processes', 'agriculture')
      and period = (select max(period) from level where sector = 'agriculture')
)
select period, sector, value, 'kt CO2e' as unit, kind, series_id, source_id, vintage, '' as note
from level
where sector <> 'other'
union all by name
select
    l.period, p.sector, l.value * p.share as value, 'kt CO2e' as unit, 'estimated' as kind,
    concat_ws(';', l.series_id, p.series_id) as series_id, concat_ws(';', l.source_id, p.source_id) as source_id,
    l.vintage, 'sum of other sources as published, split as in the newest year published by sector' as note
from level as l
cross join parts as p
where l.sector = 'other'
order by period, sector
