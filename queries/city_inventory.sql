-- title: City inventory by GPC reference number
-- what: The activity-based account in the rows of the Global Protocol for Community-Scale inventories, with what each
--   figure rests on.
-- formula: scope 1 = the account by source; scope 2 = power-station emissions × the user's share of electricity
--   delivered; fuel of aircraft as scope 3. Where only a sum was published (2023 and later: other sources; from 2019 on:
--   processes and agriculture) it is split as in the newest year that has its parts
-- returns: period, gpc_ref, value, method, activity_kind, factor_kind
-- params: year = null
with place (source, use, gpc_ref, method) as (
    values
        ('buildings_fuel', 'residential', 'I.1.1', 'fuel'), ('buildings_fuel', 'commercial', 'I.2.1', 'fuel'),
        ('industry_fuel', 'industrial', 'I.3.1', 'fuel'), ('town_gas_works', null, 'I.4.1', 'town_gas_making'),
        ('power_stations', null, 'I.4.4', 'generation'), ('vehicles', null, 'II.1.1', 'fuel'),
        ('vessels', null, 'II.3.1', 'fuel'), ('waste', null, 'III.1.1', 'official'),
        ('industrial_processes', null, 'IV.1', 'official'), ('agriculture', null, 'V.1', 'official')
),
direct as (
    select
        a.period, p.gpc_ref, p.method, sum(a.value) as value,
        case when bool_or(a.kind = 'estimated') then 'estimated' when bool_or(a.kind = 'derived') then 'derived'
             else min(a.kind) end as kind,
        string_agg(distinct a.series_id, ';') as series_id, string_agg(distinct a.source_id, ';') as source_id,
        string_agg(distinct a.vintage, ';') as vintage
    from emissions_account as a
    join place as p on p.source = a.source and (p.use is null or p.use = a.use)
    group by all
),
apart as (
    select gpc_ref, value / sum(value) over () as share, period, series_id, source_id
    from direct
    where gpc_ref in ('IV.1', 'V.1') and period = (select max(period) from direct where gpc_ref = 'V.1')
),
processes as (
    select
        a.period, s.gpc_ref, a.value * s.share as value, concat_ws(';', a.series_id, s.series_id) as series_id,
        concat_ws(';', a.source_id, s.source_id) as source_id, a.vintage, s.period as split_as_in
    from emissions_account as a
    cross join apart as s
    where a.source = 'processes_and_agriculture'
),
newest as (
    select gpc_ref, value, period, series_id, source_id from direct
    where gpc_ref in ('I.1.1', 'I.2.1', 'I.3.1', 'II.1.1', 'II.3.1')
      and period = (select max(period) from direct where gpc_ref = 'II.1.1')
    union all by name
    select gpc_ref, value, period, series_id, source_id from processes
    where period = (select max(period) from direct where gpc_ref = 'II.1.1')
),
mixture as (
    select
        case when starts_with(gpc_ref, 'II.') then 'transport' else 'other' end as source, gpc_ref, period, series_id,
        source_id, value / sum(value) over (partition by starts_with(gpc_ref, 'II.')) as share
    from newest
),
split as (
    select
        a.period, m.gpc_ref, a.value * m.share as value, concat_ws(';', a.series_id, m.series_id) as series_id,
        concat_ws(';', a.source_id, m.source_id) as source_id, a.vintage, m.period as split_as_in
    from emissions_account as a
    join mixture as m on m.source = a.source
    union all by name
    select * from processes
),
user_of (use, gpc_ref) as (
    values ('residential', 'I.1.2'), ('commercial', 'I.2.2'), ('industrial', 'I.3.2'), ('transport', 'II.2.2')
),
electricity as (
    select
        a.period, u.gpc_ref, sum(a.value) as value, any_value(d.kind) as activity_kind,
        any_value(i.kind) as factor_kind,
        case when bool_or(a.kind = 'estimated') then 'estimated' else 'derived' end as kind,
        string_agg(distinct a.series_id, ';') as series_id, string_agg(distinct a.source_id, ';') as source_id,
        string_agg(distinct a.vintage, ';') as vintage
    from emissions_account as a
    join user_of as u on u.use = a.use
    join electricity_delivered as d on d.period = a.period and d.destination = a.use
    join electricity_consumption_intensity as i on i.period = a.period
    where a.source = 'power_stations'
    group by a.period, u.gpc_ref
),
-- A station factor of another year is a weaker one.
station as (
    select
        e.period,
        case when bool_or(s.kind = 'estimated') then 'estimated' when bool_or(s.kind = 'derived') then 'derived'
             when bool_or(s.kind = 'reported') then 'reported' else 'observed' end as activity_kind,
        case when bool_or(e.factor_period <> e.period) then 'estimated' else 'derived' end as factor_kind
    from electricity_emissions as e
    join electricity_supply as s on s.period = e.period and s.fuel = e.fuel
    where e.value > 0
    group by e.period
),
filled as (
    select
        d.period, d.gpc_ref, d.value, d.method,
        case d.method when 'generation' then s.activity_kind when 'fuel' then 'observed'
                      when 'town_gas_making' then 'estimated' else d.kind end as activity_kind,
        -- The inventory does not print its factors: what it prints is at best worked out.
        case d.method when 'generation' then s.factor_kind when 'official' then 'derived' else 'reported' end
            as factor_kind,
        d.kind, d.series_id, d.source_id, d.vintage, null as split_as_in
    from direct as d
    left join station as s on s.period = d.period
    union all by name
    select
        period, gpc_ref, value, 'split' as method, 'estimated' as activity_kind, 'estimated' as factor_kind,
        'estimated' as kind, series_id, source_id, vintage, split_as_in
    from split
    union all by name
    select
        period, gpc_ref, value, 'electricity' as method, activity_kind, factor_kind, kind, series_id, source_id, vintage
    from electricity
    union all by name
    select
        period, 'II.4.3' as gpc_ref, value, 'bunkers' as method, 'estimated' as activity_kind,
        'reported' as factor_kind, kind, series_id, source_id, vintage
    from transport_emissions
    where is_memo and period in (select period from emissions_account)
)
select
    period, gpc_ref, value, 'kt CO2e' as unit, method, activity_kind, factor_kind, kind, series_id, source_id, vintage,
    split_as_in, case when split_as_in is not null then concat('published as one sum, split as in ', split_as_in)
                      else method end as note
from filled
where $year is null or period = $year
order by period, gpc_ref
