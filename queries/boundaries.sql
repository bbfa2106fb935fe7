-- title: Which boundaries can be drawn
-- what: For each boundary of the emissions account the years that can be worked out, and why others cannot.
-- formula: years with a total and with what is added to it; reason = fuel_trade_ends (aviation fuel is published no longer)
--   or ships_not_separable (bunkers of ships are not published apart from other oil)
-- returns: boundary, first_period, last_period, value, reason
with total as (
    select period, series_id, source_id, vintage from emissions_forms where form = 'total'
),
found as (
    select 'territorial' as boundary, period, series_id, source_id, vintage from total
    union all
    select 'with_aviation', t.period, m.series_id, m.source_id, m.vintage
    from total as t
    join transport_emissions as m on m.period = t.period and m.mode = 'aviation_bunkers'
    union all
    select 'consumption_' || i.rule, t.period, i.series_id, i.source_id, i.vintage
    from total as t
    join import_emissions as i on i.period = t.period and i.rule <> 'territorial'
),
ranged as (
    select
        boundary, min(period) as first_period, max(period) as last_period, count(*) as value,
        string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
        max(vintage) as vintage
    from found
    group by boundary
    union all
    select
        'with_aviation_and_ships', null, null, 0, string_agg(distinct series_id, ';'), string_agg(distinct source_id, ';'),
        max(vintage)
    from inventory_fuel_trade
    where fuel in ('fuel_oil', 'gas_oil_diesel_naphtha') and series_id = 'inventory.fuel_trade.net_imports_volume'
)
select
    boundary, first_period, last_period, value,
    case when first_period is null then 'ships_not_separable'
         when last_period < (select max(period) from total) then 'fuel_trade_ends' end as reason,
    'years' as unit, 'derived' as kind, series_id, source_id, vintage, 'years with all that the boundary needs' as note
from ranged
order by boundary
