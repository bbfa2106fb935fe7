-- title: Factors of the emissions of electricity
-- what: Demand, the share made in Hong Kong, the mix of fuels and the emissions per kWh of each fuel, year by year.
-- formula: emissions of a fuel = demand × local share × share of the fuel in local generation × emissions per kWh of that
--   fuel; demand = gross local generation + net imports; imports carry no emissions (territorial rule)
-- returns: period, category, factor, value
-- units: by row
with fuel as (
    select
        e.period, e.fuel, e.generation_gwh, e.value as emissions_kt,
        sum(e.generation_gwh) over (partition by e.period) as local_gwh, i.generation_gwh as imports_gwh, e.kind,
        concat_ws(';', e.series_id, i.series_id) as series_id, concat_ws(';', e.source_id, i.source_id) as source_id,
        e.vintage, e.note
    from electricity_emissions as e
    join electricity_supply as i on i.period = e.period and i.fuel = 'net_imports'
),
factors as (
    select *, 'demand' as factor, local_gwh + imports_gwh as value, 'GWh' as unit from fuel
    union all by name
    select *, 'local_share' as factor, local_gwh / (local_gwh + imports_gwh) as value, 'fraction' as unit from fuel
    union all by name
    select *, 'fuel_mix' as factor, generation_gwh / local_gwh as value, 'fraction' as unit from fuel
    union all by name
    select
        *, 'emissions_per_kwh' as factor, case when generation_gwh > 0 then emissions_kt / generation_gwh else 0 end as value,
        'kg CO2e/kWh' as unit
    from fuel
)
select
    period, fuel as category, factor, value, unit,
    case when factor = 'emissions_per_kwh' then kind else 'derived' end as kind, series_id, source_id, vintage,
    case when factor = 'emissions_per_kwh' then note else 'gross generation; demand includes own use and losses' end as note
from factors
order by period, category, factor
