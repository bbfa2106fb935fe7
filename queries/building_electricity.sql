-- title: Electricity of homes and commerce
-- what: Electricity end use of the residential and commercial sectors, one EMSD edition.
-- formula: as published by EMSD in one edition (the newest with several years)
-- returns: period, sector, value
with edition as (
    select max(nullif(vintage, 'not_stated')) as vintage from (
        select vintage from buildings_energy_end_use
        where series_id = 'buildings.energy_end_use' and fuel = 'electricity' and sector = 'residential'
          and segment = 'all' and end_use = 'all'
        group by vintage having count(distinct period) > 3
    )
)
select cast(e.period as integer) as period, e.sector, e.value, e.unit, e.kind, e.series_id, e.source_id, e.vintage, e.note
from buildings_energy_end_use as e
join edition as n on n.vintage = e.vintage
where e.series_id = 'buildings.energy_end_use' and e.fuel = 'electricity' and e.sector in ('residential', 'commercial')
  and e.segment = 'all' and e.end_use = 'all' and regexp_full_match(e.period, '\d{4}')
order by e.period, e.sector
