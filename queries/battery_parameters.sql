-- title: Parameters of batteries
-- what: Numbers with their range that turn footprints into what a factory's grid, a service, a payback or a fleet make of them.
-- formula: registry data/battery_parameters.csv
-- returns: parameter_id, title_en, title_zh_hant, title_zh_hans, low, value, high, basis
-- units: by row
select
    parameter_id, title_en, title_zh_hant, title_zh_hans, low, central as value, high, unit, basis, 'assumed' as kind,
    source_id, note
from battery_parameters
order by parameter_id
