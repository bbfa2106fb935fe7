-- title: Savings published for building measures
-- what: Yearly and relative savings of labelling, building codes, retro-commissioning, district cooling and audits.
-- formula: as published; the measures overlap, so nothing is summed
-- returns: period, measure_code, item, low, value, high
-- units: by row
select
    period, measure as measure_code, item, low, value, high, unit, kind, series_id, source_id, vintage, note
from buildings_savings
where series_id in ('buildings.annual_energy_saving', 'buildings.relative_saving') and coalesce(value, low) is not null
order by unit desc, coalesce(value, (low + high) / 2) desc, measure, item, source_id
