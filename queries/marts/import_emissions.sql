-- mart: import_emissions
-- what: Emissions attributed to Hong Kong's net electricity imports under three attribution rules.
-- column period: calendar year
-- column rule: territorial (none), life_cycle (nuclear life cycle), grid_average (Mainland grid average)
-- column low: with the low factor of the rule [kt CO2e]
-- column value: net imports × central factor of the rule [kt CO2e]
-- column high: with the high factor of the rule [kt CO2e]
with factor as (
    select
        assumption_id, source_id, case unit when 'g CO2e/kWh' then 0.001 else 1 end as to_kg, low, central, high
    from assumption
    where assumption_id in ('nuclear_life_cycle_factor', 'mainland_grid_factor')
),
rule as (
    select
        case assumption_id when 'mainland_grid_factor' then 'grid_average' else 'life_cycle' end as rule,
        low * to_kg as low, central * to_kg as central, high * to_kg as high, source_id, assumption_id
    from factor
    union all
    -- The rule of the territorial inventory (IPCC 2006, volume 1, section 8.2.1): emissions belong to the place where
    -- the fuel is burnt, so imports carry none. That is a definition, not an estimate.
    select 'territorial' as rule, 0 as low, 0 as central, 0 as high, null as source_id, null as assumption_id
),
imports as (
    select period, sent_out_gwh, kind, series_id, source_id, vintage from electricity_supply
    where fuel = 'net_imports'
)
select
    i.period, r.rule, i.sent_out_gwh as imports_gwh,
    i.sent_out_gwh * r.low as low, i.sent_out_gwh * r.central as value, i.sent_out_gwh * r.high as high,
    'kt CO2e' as unit, case when r.rule = 'territorial' then 'derived' else 'assumed' end as kind,
    i.series_id, concat_ws(';', i.source_id, r.source_id) as source_id, i.vintage,
    case
        when r.rule = 'territorial' then 'emissions counted where the fuel is burnt'
        else concat('factor ', r.central, ' kg/kWh (', r.low, ' to ', r.high, '), assumption ', r.assumption_id)
    end as note
from imports as i
cross join rule as r
order by i.period, r.rule
