-- title: How units, storage and flexible load work
-- what: Minimum load, outages, efficiency, costs and limits of each technology in the hourly study.
-- formula: registry data/unit_operation.csv
-- returns: technology, parameter, low, value, high, basis
-- units: by row
select technology, parameter, low, central as value, high, unit, basis, 'assumed' as kind, source_id, note
from unit_operation
order by technology, parameter
