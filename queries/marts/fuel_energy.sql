-- mart: fuel_energy
-- what: Fuel burnt by end users (electricity left out) by sector, mode or end use, one EMSD edition a year.
-- column period: calendar year
-- column sector: residential, commercial, industrial or transport
-- column mode: transport mode, or all
-- column fuel: oil_coal or town_gas_lpg
-- column value: energy [TJ]
-- Each year comes from the newest EMSD edition with all fuels.
with fuels as (
    select
        cast(period as integer) as period, sector, segment, end_use, fuel, value, kind, series_id, source_id, vintage
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and fuel in ('oil_coal', 'town_gas_lpg')
      and regexp_full_match(period, '\d{4}') and value is not null
),
edition as (
    select period, max(nullif(vintage, 'not_stated')) as vintage from fuels
    where sector in ('residential', 'commercial', 'industrial') and segment = 'all' and end_use = 'all'
    group by period
),
modes as (
    select
        f.period, 'transport' as sector,
        case f.end_use when 'bus_and_taxi' then 'taxi_and_light_bus' else f.end_use end as mode,
        f.fuel, f.value, f.kind, f.series_id, f.source_id, f.vintage
    from fuels as f
    where f.sector = 'all'
      and f.end_use in ('bus', 'car', 'goods_vehicle', 'marine', 'motorcycle', 'taxi', 'bus_and_taxi')
)
select
    f.period, f.sector, 'all' as mode, f.fuel, f.value, 'TJ' as unit, f.kind, f.series_id, f.source_id, f.vintage
from fuels as f
join edition as e on e.period = f.period and e.vintage = f.vintage
where f.sector in ('residential', 'commercial', 'industrial') and f.segment = 'all' and f.end_use = 'all'
union all by name
select m.period, m.sector, m.mode, m.fuel, m.value, 'TJ' as unit, m.kind, m.series_id, m.source_id, m.vintage
from modes as m
order by period, sector, mode, fuel
