-- title: Demand response published for CLP Power
-- what: Power that customers of CLP Power cut in its missions, and what smart meters may save in generating capacity.
-- formula: as published; `average_cut` = energy cut ÷ the four hours over which it was cut
-- returns: programme, measure, period, value
select
    programme, metric as measure, period, value, unit, kind, series_id, source_id, vintage, note
from finance_virtual_power_plants
where programme = 'clp_smart_meters' and metric = 'avoided_generation_capacity'
union all by name
select
    project as programme, measure, period, value, unit, kind, series_id, source_id, vintage, note
from electricity_flexibility
where measure = 'demand_cut' and operator = 'clp'
union all by name
select
    project as programme, 'average_cut' as measure, period, value / 4 as value, 'MW' as unit, 'derived' as kind, series_id,
    source_id, vintage, note
from electricity_flexibility
where measure = 'energy_cut' and operator = 'clp'
order by programme, measure, period
