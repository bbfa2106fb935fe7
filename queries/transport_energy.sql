-- title: Energy of transport
-- what: Energy used by transport by mode and fuel, one edition of the energy end-use data a year.
-- formula: as published by the Electrical and Mechanical Services Department; electricity as delivered
-- returns: period, mode, fuel, value
select
    period, mode,
    case
        when carrier <> 'oil' then carrier
        when mode in ('car', 'motorcycle') then 'petrol'
        else 'diesel'
    end as fuel,
    energy_tj as value, 'TJ' as unit, case when carrier = 'electricity' then kind else 'observed' end as kind, series_id,
    source_id, vintage, note
from transport_emissions
where not is_memo and energy_tj is not null
order by period, mode, fuel
