-- mart: electricity_supply
-- what: Electricity generated and sent out in Hong Kong by fuel, and net imports, by year.
-- column period: calendar year
-- column fuel: fuel of local generation, or net_imports
-- column generation_gwh: gross generation at the terminals; net imports as delivered at the border [GWh]
-- column own_use_share: share of gross generation that the power stations use themselves [1]
-- column sent_out_gwh: generation less the stations' own use [GWh]
-- Own use = system loss and own use (C&SD) less the network losses the two utilities publish, over gross generation.
-- The three are published together for 2013-2017 only; other years use the assumption, and are estimated.
with network_loss as (
    select
        n.period,
        n.value + s.value * r.value / (100 - r.value) as value_gwh,
        concat_ws(';', n.source_id, s.source_id) as source_id
    from electricity_plant_performance as n
    join electricity_plant_performance as s
      on s.period = n.period and s.series_id = 'electricity.station.electricity_sold' and s.station = 'lamma'
    join electricity_plant_performance as r
      on r.period = n.period and r.series_id = 'electricity.network.loss_rate' and r.station = 'lamma'
    where n.series_id = 'electricity.network.loss' and n.station = 'clp_network'
),
own_use as (
    select
        loss.period, (loss.value / 3.6 - n.value_gwh) / (gross.value / 3.6) as share,
        concat_ws(';', loss.source_id, n.source_id) as source_id
    from electricity_balance as loss
    join electricity_balance as gross
      on gross.period = loss.period and gross.vintage = loss.vintage and gross.source_id = loss.source_id
     and gross.series_id = 'electricity.balance.local_generation'
    join network_loss as n on n.period = loss.period
    where loss.series_id = 'electricity.balance.system_loss'
),
gross as (
    select
        cast(period as integer) as period, fuel, value * 1000 as generation_gwh, kind, series_id, source_id, vintage
    from electricity_generation
    where series_id = 'electricity.generation' and fuel <> 'all' and regexp_full_match(period, '\d{4}')
),
usual as (
    select central as share, source_id from assumption where assumption_id = 'electricity_own_use_share'
)
select
    g.period, g.fuel, g.generation_gwh,
    case when g.fuel in ('solar', 'wind') then 0 else coalesce(o.share, u.share) end as own_use_share,
    g.generation_gwh * (1 - case when g.fuel in ('solar', 'wind') then 0 else coalesce(o.share, u.share) end)
        as sent_out_gwh,
    case when o.share is null then 'estimated' else 'derived' end as kind,
    'electricity.generation;electricity.balance.system_loss' as series_id,
    concat_ws(';', g.source_id, coalesce(o.source_id, u.source_id)) as source_id, g.vintage,
    case when o.share is null
        then 'own use of this year is not published: the mean of 2013-2017 is assumed'
        else 'own use from C&SD losses less the utilities'' network losses'
    end as note
from gross as g
cross join usual as u
left join own_use as o on o.period = cast(g.period as varchar)
union all by name
select
    cast(period as integer) as period, 'net_imports' as fuel, value * 1000 as generation_gwh,
    0 as own_use_share, value * 1000 as sent_out_gwh, kind, series_id, source_id, vintage,
    'nuclear and pumped storage from the Mainland, less exports' as note
from electricity_generation
where series_id = 'electricity.net_imports' and regexp_full_match(period, '\d{4}')
order by period, fuel
