-- title: Assumptions of the hourly year
-- what: What turns a year into hours: how load follows the weather and how days follow each other.
-- formula: registries data/hourly_assumptions.csv and data/daily_weather_spread.csv
-- returns: parameter_id, low, value, high, basis
-- units: by row
select parameter_id, low, central as value, high, unit, basis, 'assumed' as kind, source_id, note
from hourly_assumptions
union all by name
select concat('daily_spread_temperature_', month) as parameter_id, low, central as value, high, unit, basis, 'assumed' as kind,
    source_id, note
from daily_weather_spread
order by parameter_id
