-- mart: emissions_account
-- what: The activity-based account: each flow of emissions once, from source through carrier to use.
-- column period: calendar year; only years in which every part is known
-- column source: where the gas is released
-- column fuel: fuel burnt, or none
-- column carrier: what reaches the user: electricity, town_gas, fuel or none
-- column use: who used the energy or caused the emission
-- column value: emissions [kt CO2e]
-- emissions_by_source and emissions_by_use are both sums of this table, so neither can count a tonne twice and both
-- close on the same total. Power-station emissions are shared out by kWh delivered (exports included, since they were
-- generated here). Years without fuel statistics take transport from the official shares, and what was not published
-- apart is one remainder.
with delivered as (
    select
        period, destination, value / sum(value) over (partition by period) as share, kind, series_id, source_id
    from electricity_delivered
),
power as (
    select
        e.period, 'power_stations' as source, e.fuel, 'electricity' as carrier, d.destination as use,
        e.value * d.share as value,
        case when e.kind = 'estimated' or d.kind = 'estimated' then 'estimated' else 'derived' end as kind,
        concat_ws(';', e.series_id, d.series_id) as series_id, concat_ws(';', e.source_id, d.source_id) as source_id,
        e.vintage, concat(e.note, '; shared out by electricity delivered') as note
    from electricity_emissions as e
    join delivered as d on d.period = e.period
    where e.value > 0
),
works as (
    select
        period, 'town_gas_works' as source, 'none' as fuel, 'town_gas' as carrier, sector as use, value, kind, series_id,
        source_id, vintage, note
    from town_gas_works_emissions
),
burnt as (
    select
        period,
        case
            when sector = 'transport' and mode = 'marine' then 'vessels'
            when sector = 'transport' then 'vehicles'
            when sector = 'industrial' then 'industry_fuel'
            else 'buildings_fuel'
        end as source,
        factor_fuel as fuel, case factor_fuel when 'town_gas' then 'town_gas' else 'fuel' end as carrier, sector as use,
        sum(value) as value, 'derived' as kind, string_agg(distinct series_id, ';') as series_id,
        string_agg(distinct source_id, ';') as source_id, any_value(vintage) as vintage,
        string_agg(distinct note, '; ') as note
    from fuel_emissions
    group by all
),
from_official as (
    select
        period, sector as source, 'none' as fuel, 'none' as carrier, sector as use, value, kind, series_id, source_id,
        vintage, note
    from official_by_sector
    where sector in ('waste', 'industrial_processes', 'agriculture')
),
-- 2019 and later: processes and agriculture were not published apart from other fuel.
remainder as (
    select
        o.period,
        case when f.value is null then 'other' else 'processes_and_agriculture' end as source,
        'none' as fuel, 'none' as carrier,
        case when f.value is null then 'other' else 'processes_and_agriculture' end as use,
        o.value - coalesce(f.value, 0) as value, 'estimated' as kind, o.series_id, o.source_id, o.vintage,
        case when f.value is null then o.note
             else 'official remainder less the fuel burnt in buildings and industry by this account' end as note
    from official_by_sector as o
    left join (
        select period, sum(value) as value from burnt where source in ('buildings_fuel', 'industry_fuel') group by period
    ) as f on f.period = o.period
    where o.sector = 'other'
),
transport_official as (
    select
        period, 'transport' as source, 'none' as fuel, 'fuel' as carrier, 'transport' as use, value, kind, series_id,
        source_id, vintage, concat(note, '; no fuel statistics for this year') as note
    from official_by_sector
    where sector = 'transport' and period not in (select period from burnt)
),
every_part as (
    select * from power
    union all by name select * from works
    union all by name select * from burnt
    union all by name select * from from_official
    union all by name select * from remainder
    union all by name select * from transport_official
),
complete as (
    select period from every_part
    group by period
    having bool_or(source = 'power_stations') and bool_or(use = 'residential' and carrier = 'electricity')
       and bool_or(source in ('vehicles', 'transport')) and bool_or(source = 'waste')
       and (bool_or(source in ('other', 'processes_and_agriculture')) or bool_or(source = 'industrial_processes'))
       and (bool_or(source = 'buildings_fuel') or bool_or(source = 'other'))
)
select
    period, source, fuel, carrier, use, value, 'kt CO2e' as unit, kind, series_id, source_id, vintage, note
from every_part
where period in (select period from complete)
order by period, source, fuel, carrier, use
