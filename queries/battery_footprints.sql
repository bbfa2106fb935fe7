-- title: Carbon footprint of batteries by study
-- what: Greenhouse gases of making a battery as each study found them, per kWh of capacity, per kilogram or per pack.
-- formula: as published; a blank low, value or high was not published. Scopes and units are never mixed or averaged
-- returns: footprint_id, study, chemistry, region, scope, basis, period, low, value, high
-- units: by row
select
    concat_ws('.', study, chemistry, production_region, stage, period) as footprint_id, study, chemistry,
    production_region as region, stage as scope,
    case series_id when 'finance.battery.footprint' then 'capacity' when 'finance.battery.footprint_mass' then 'mass'
        else 'pack' end as basis,
    period, low, value, high,
    case series_id when 'finance.battery.footprint' then 'kg CO2e/kWh of capacity' else unit end as unit,
    kind, series_id, source_id, vintage, note
from finance_battery_footprint
where metric = 'carbon_footprint'
order by basis, scope, chemistry, period desc, study, region
