-- title: Stages of a battery's carbon footprint
-- what: Shares of stages, materials and countries in the footprint of batteries, and what recycling, place and grid change.
-- formula: as published, study by study; shares of one study may overlap and are not added up
-- returns: study, chemistry, region, stage, metric, period, low, value, high
-- units: by row
select
    study, chemistry, production_region as region, stage, metric, period, low, value, high, unit, kind, series_id,
    source_id, vintage, note
from finance_battery_footprint
where metric in ('stage_share', 'relative_change')
order by metric, study, value desc, stage
