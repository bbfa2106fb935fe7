-- title: Battery storage named for Hong Kong's grid
-- what: Batteries of the power companies that were published, with their size where it was; a size not seen is blank.
-- formula: as published
-- returns: project, operator, period, measure, value, value_text
-- units: by row
select
    project, case operator when 'clp' then 'clp_power' else operator end as operator, period, measure, value, value_text, unit, kind, series_id, source_id, vintage, note
from electricity_flexibility
where project in ('energy_storage_system_at_castle_peak_power_station', 'mobile_energy_storage_truck', 'second_mobile_battery_cabinet')
  and measure <> 'mobile_battery_power'
order by period, project
