-- title: Reach, limits and cost of building measures
-- what: Buildings and projects covered, audit intervals, envelope limits, subsidies and costs, as published.
-- formula: as published
-- returns: period, measure_code, item, low, value, high
-- units: by row
select
    period, measure as measure_code, item, low, value, high, unit, kind, series_id, source_id, vintage, note
from buildings_savings
where series_id not in ('buildings.annual_energy_saving', 'buildings.relative_saving', 'buildings.saving_target')
order by measure, item, period, source_id
