-- title: Efficiency of the power stations, for the scenarios
-- what: Thermal efficiency of the coal-fired and the gas-fired station of which it is published, newest year.
-- formula: as published
-- returns: period, fuel, value
select
    cast(period as integer) as period, case station when 'castle_peak' then 'coal' else 'natural_gas' end as fuel, value,
    unit, kind, series_id, source_id, vintage, coalesce(note, '') as note
from electricity_plant_performance
where series_id = 'electricity.station.thermal_efficiency' and station in ('castle_peak', 'black_point')
  and regexp_full_match(period, '\d{4}')
qualify row_number() over (partition by station order by period desc, source_id) = 1
order by fuel
