-- mart: transport_emissions
-- what: Emissions of transport by mode and energy carrier, with the electricity it uses and bunkers as a memo item.
-- column period: calendar year
-- column mode: transport mode; all for electricity (railways and electric vehicles are not split)
-- column carrier: oil, lpg, electricity or jet_kerosene
-- column is_memo: whether it is outside the territorial inventory (international bunkers)
-- column energy_tj: energy used [TJ]
-- column value: emissions [kt CO2e]
with electric as (
    select
        d.period, 'all' as mode, 'electricity' as carrier, d.value * 3.6 as energy_tj, d.value * i.value as value,
        case when d.kind = 'estimated' or i.kind = 'estimated' then 'estimated' else 'derived' end as kind,
        concat_ws(';', d.series_id, i.series_id) as series_id, concat_ws(';', d.source_id, i.source_id) as source_id,
        d.vintage, 'electricity of transport × intensity per kWh consumed' as note
    from electricity_delivered as d
    join electricity_consumption_intensity as i on i.period = d.period
    where d.destination = 'transport'
),
jet as (
    select
        cast(t.period as integer) as period, 'aviation_bunkers' as mode, 'jet_kerosene' as carrier,
        cast(null as double) as energy_tj, t.value / 1000 * f.value as value, 'estimated' as kind,
        concat_ws(';', t.series_id, f.series_id) as series_id, concat_ws(';', t.source_id, f.source_id) as source_id,
        t.vintage, 'net imports of aviation fuel (kl) × factor per litre; stock changes are in it' as note
    from inventory_fuel_trade as t
    cross join (
        select value, series_id, source_id from inventory_emission_factors
        where series_id = 'inventory.factor_per_litre' and fuel = 'jet_kerosene'
    ) as f
    where t.fuel = 'aviation_gasoline_and_kerosene' and t.series_id = 'inventory.fuel_trade.net_imports_volume'
)
select
    period, mode, case fuel when 'oil_coal' then 'oil' else 'lpg' end as carrier, false as is_memo, energy_tj, value,
    'kt CO2e' as unit, kind, series_id, source_id, vintage, note
from fuel_emissions where sector = 'transport'
union all by name
select *, false as is_memo, 'kt CO2e' as unit from electric
union all by name
select *, true as is_memo, 'kt CO2e' as unit from jet
order by period, mode, carrier
