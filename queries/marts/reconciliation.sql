-- mart: reconciliation
-- what: The activity-based account against the official inventory, by sector and year, with named reasons.
-- column period: calendar year
-- column sector: inventory sector
-- column account: what activity × factor gives [kt CO2e]
-- column official: official inventory, newest vintage with the sectors of the year [kt CO2e]
-- column difference: account − official [kt CO2e]
-- column ratio: account ÷ official [1]
-- column scope: what the account holds where it differs from the official sector
-- column reason: known reasons for the difference
-- Electricity holds the making of town gas, as the official sector does, in years with gas statistics.
with part as (
    select period, 'electricity' as sector, value, series_id, source_id, kind from electricity_emissions
    union all by name
    select period, 'electricity' as sector, value, series_id, source_id, kind from town_gas_works_emissions
    union all by name
    select period, 'transport' as sector, value, series_id, source_id, kind from fuel_emissions
    where sector = 'transport'
    union all by name
    select period, 'other_fuel' as sector, value, series_id, source_id, kind from fuel_emissions
    where sector <> 'transport'
    union all by name
    select period, 'total' as sector, value, series_id, source_id, kind from emissions_account
),
account as (
    select
        period, sector, sum(value) as value, string_agg(distinct series_id, ';') as series_id,
        string_agg(distinct source_id, ';') as source_id, bool_or(kind = 'estimated') as is_estimated
    from part
    group by period, sector
)
select
    a.period, a.sector, a.value as account, o.value as official, o.low as official_low, o.high as official_high,
    a.value - o.value as difference, a.value / o.value as ratio, a.value as value, 'kt CO2e' as unit,
    case when a.is_estimated then 'estimated' else 'derived' end as kind,
    case
        when a.sector = 'electricity' and a.period in (select period from town_gas_works_emissions)
            then 'power stations and town gas works'
        when a.sector = 'electricity' then 'power stations only: no gas statistics for this year'
        when a.sector = 'transport' then 'road vehicles and local vessels'
        when a.sector = 'other_fuel' then 'fuel burnt in buildings and industry'
        else 'all sources'
    end as scope,
    case
        when a.sector = 'electricity' and a.period < 2005
            then 'station factors of 2013 are used for stations that were newer and burnt other coal; gross generation '
                 || 'by fuel before 2005 is less certain'
        when a.sector = 'electricity' and a.period > 2018
            then 'station factors of 2018: gas plants commissioned since are more efficient; generation by fuel is a '
                 || 'secondary compilation'
                 || case when a.period not in (select period from town_gas_works_emissions)
                         then '; the official sector also makes town gas (about 0.3 Mt), which the account leaves out here'
                         else '' end
        when a.sector = 'electricity'
            then 'two stations stand for all coal and gas plants; own use of 2005-2012 is the mean of 2013-2017'
        when a.sector = 'transport'
            then 'the official figure needs about a fifth more fuel than the energy end-use data hold: they leave out local '
                 || 'aviation and part of the vessels; CH4 and N2O are missing (about 0.1 Mt)'
        when a.sector = 'other_fuel'
            then 'LPG counted as town gas; EMSD and inventory draw the line of industry and machinery differently'
        else 'sum of the sectors; waste, processes and agriculture are official in both'
    end as reason,
    concat_ws(';', a.series_id, o.series_id) as series_id, concat_ws(';', a.source_id, o.source_id) as source_id,
    o.vintage, null as note
from account as a
join official_by_sector as o on o.period = a.period and o.sector = a.sector
order by a.sector, a.period
