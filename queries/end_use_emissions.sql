-- title: Emissions of electricity by end use
-- what: Emissions of the electricity behind air conditioning, lighting and other end uses in all sectors, by year.
-- formula: electricity of the end use (one EMSD edition, TJ ÷ 3.6) × emissions per kWh consumed of the same year
-- returns: period, end_use, energy_tj, value
with edition as (
    select vintage from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and fuel = 'electricity' and sector = 'all' and segment = 'all'
      and end_use = 'lighting' and vintage <> 'not_stated'
    order by vintage desc limit 1
)
select
    cast(e.period as integer) as period, e.end_use, e.value as energy_tj, e.value / 3.6 * i.value as value,
    'kt CO2e' as unit, case when i.kind = 'estimated' then 'estimated' else 'derived' end as kind,
    concat_ws(';', e.series_id, i.series_id) as series_id, concat_ws(';', e.source_id, i.source_id) as source_id,
    e.vintage, 'electricity of all sectors × intensity per kWh consumed of the year' as note
from buildings_energy_end_use as e
join edition as n on n.vintage = e.vintage
join electricity_consumption_intensity as i on i.period = cast(e.period as integer)
where e.series_id = 'buildings.energy_end_use' and e.fuel = 'electricity' and e.sector = 'all' and e.segment = 'all'
  and e.end_use <> 'all' and regexp_full_match(e.period, '\d{4}')
order by period, end_use
