-- title: Power stations and units
-- what: Generating units that serve Hong Kong, with fuel, capacity, commissioning, retirement and plans.
-- formula: capacity of a unit × number of units; station totals and snapshots are left out so that nothing counts twice
-- returns: station, unit_name, owner, utility, location, fuel, technology, n_units, capacity_mw, value, status_code,
--   commissioned_year, commissioned_to_year, retired_year, planned_retirement_year, contract_end_year
-- params: utility = null
with units as (
    select
        *,
        case
            when owner in ('capco', 'clp_power', 'gnpjvc') then 'clp_power'
            when owner = 'hk_electric' then 'hk_electric'
            when owner = 'government' then 'government'
            else 'private'
        end as utility,
        try_cast(left(commissioned, 4) as integer) as commissioned_year,
        case when commissioned like '%/%' then try_cast(left(split_part(commissioned, '/', 2), 4) as integer) end
            as commissioned_to_year,
        try_cast(right(regexp_replace(retired, '-.*$', ''), 4) as integer) as retired_year
    from electricity_generating_units
    where row_type = 'unit'
)
select
    station, unit_name, owner, utility,
    case when station in ('daya_bay', 'guangzhou_pumped_storage') then 'mainland' else 'local' end as location,
    fuel, technology, n_units, capacity_mw, total_capacity_mw as value, status_code, status_note, commissioned,
    commissioned_year, commissioned_to_year, retired, retired_year,
    planned_retirement_year, contract_end_year,
    planned_retirement, lat, lon, unit, kind, series_id, source_id, vintage, note
from units
where $utility is null or utility = $utility
order by location, utility, station, commissioned_year nulls last, unit_name, status_code
