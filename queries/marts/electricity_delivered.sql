-- mart: electricity_delivered
-- what: Electricity delivered by destination: end use by sector (EMSD) and exports to the Mainland, by year.
-- column period: calendar year
-- column destination: residential, commercial, industrial, transport or export
-- column value: electricity [GWh]
-- Each year comes from the newest EMSD edition that has all four sectors. For 2024 only the total is published; it is
-- split as in 2023. Exports ended with the Shekou contract in June 2018, so later years have no export row.
with edition as (
    select period, vintage, row_number() over (partition by period order by nullif(vintage, 'not_stated') desc) as newest
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and fuel = 'electricity' and segment = 'all' and end_use = 'all'
      and sector in ('residential', 'commercial', 'industrial', 'transport')
      and regexp_full_match(period, '\d{4}')
    group by period, vintage
    having count(distinct sector) = 4
),
by_sector as (
    select
        cast(e.period as integer) as period, e.sector as destination, e.value / 3.6 as value, e.kind, e.series_id,
        e.source_id, e.vintage, cast(null as varchar) as note
    from buildings_energy_end_use as e
    join edition as n on n.period = e.period and n.vintage = e.vintage and n.newest = 1
    where e.series_id = 'buildings.energy_end_use' and e.fuel = 'electricity' and e.segment = 'all'
      and e.end_use = 'all' and e.sector in ('residential', 'commercial', 'industrial', 'transport')
),
total_only as (
    select
        cast(period as integer) as period, value / 3.6 as value, series_id, source_id, vintage,
        row_number() over (partition by period order by nullif(vintage, 'not_stated') desc) as newest
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and fuel = 'electricity' and segment = 'all' and end_use = 'all'
      and sector = 'all' and regexp_full_match(period, '\d{4}')
),
split_as_before as (
    select
        t.period, b.destination, t.value * b.value / sum(b.value) over (partition by t.period) as value,
        'estimated' as kind, t.series_id, concat_ws(';', t.source_id, b.source_id) as source_id, t.vintage,
        concat('published total of ', t.period, ' split by sector as in ', b.period) as note
    from total_only as t
    join by_sector as b on b.period = (select max(period) from by_sector)
    where t.newest = 1 and t.period > (select max(period) from by_sector)
),
export_edition as (
    select
        cast(period as integer) as period, value / 3.6 as value, kind, series_id, source_id, vintage, note,
        row_number() over (partition by period order by nullif(vintage, 'not_stated') desc) as newest
    from electricity_balance
    where series_id = 'electricity.balance.exports_to_mainland' and regexp_full_match(period, '\d{4}')
),
clp_export as (
    select cast(period as integer) as period, value, kind, series_id, source_id, vintage, note
    from electricity_utility
    where series_id = 'electricity.utility.sales' and utility = 'clp_power' and user_type = 'export'
      and regexp_full_match(period, '\d{4}')
)
select period, destination, value, 'GWh' as unit, kind, series_id, source_id, vintage, note from by_sector
union all by name
select period, destination, value, 'GWh' as unit, kind, series_id, source_id, vintage, note from split_as_before
union all by name
select period, 'export' as destination, value, 'GWh' as unit, kind, series_id, source_id, vintage, note
from export_edition where newest = 1
union all by name
select c.period, 'export' as destination, c.value, 'GWh' as unit, c.kind, c.series_id, c.source_id, c.vintage, c.note
from clp_export as c
where c.period not in (select period from export_edition)
order by period, destination
