-- title: Emissions of transport
-- what: Emissions of transport by mode and fuel, with the electricity it uses; aviation bunkers only when asked for.
-- formula: energy of the mode × factor of its fuel (cars and motorcycles petrol; buses, goods vehicles and vessels diesel;
--   taxis and light buses LPG); electricity × intensity per kWh consumed. Bunkers = net imports of aviation fuel × factor
-- returns: period, mode, fuel, value, energy_tj, is_memo
-- params: bunkers = 0
select
    period, mode,
    case
        when carrier <> 'oil' then carrier
        when mode in ('car', 'motorcycle') then 'petrol'
        else 'diesel'
    end as fuel,
    value, energy_tj, is_memo, unit, kind, series_id, source_id, vintage, note
from transport_emissions
where (not is_memo or $bunkers = 1) and value is not null
order by period, mode, fuel
