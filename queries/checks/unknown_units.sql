-- check: unknown_units
-- severity: error
-- what: Every unit is in the register of units, in its one spelling.
with used as (
    select file, csv_row, unit from observation
    union all select 'data/series.csv', csv_row, unit from series
    union all select 'data/targets.csv', csv_row, unit from target
    union all select 'data/assumptions.csv', csv_row, unit from assumption
    union all select 'data/levers.csv', csv_row, unit from levers
)
select u.file, u.csv_row as "row", concat('found the unit ', u.unit) as what, 'a unit of data/units.csv' as expected
from used as u
where u.unit is not null and u.unit not in (select unit from unit)
order by u.file, u.csv_row
