-- mart: reconciliation
-- what: The activity-based account against the official inventory, by sector and year, with named reasons.
-- column period: calendar year
-- column sector: inventory sector
-- column account: what activity × factor gives [kt CO2e]
-- column official: official inventory, newest vintage with the sectors of the year [kt CO2e]
-- column official_kind: kind of evidence of the official figure
-- column difference: account − official [kt CO2e]
-- column ratio: account ÷ official [1]
-- column scope: code of what the account holds where it differs from the official sector
-- column reason: code of the known reasons for the difference
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
    o.kind as official_kind,
    a.value - o.value as difference, a.value / o.value as ratio, a.value as value, 'kt CO2e' as unit,
    case when a.is_estimated then 'estimated' else 'derived' end as kind,
    case
        when a.sector = 'electricity' and a.period in (select period from town_gas_works_emissions)
            then 'stations_and_gas_works'
        when a.sector = 'electricity' then 'stations_only'
        when a.sector = 'transport' then 'road_vehicles_and_vessels'
        when a.sector = 'other_fuel' then 'fuel_in_buildings_and_industry'
        else 'all_sources'
    end as scope,
    -- What each code stands for is said in three languages: labels.scope and labels.reason of hkzero/text.
    case
        when a.sector = 'electricity' and a.period < 2005 then 'electricity_before_2005'
        when a.sector = 'electricity' and a.period > 2018 and a.period in (select period from town_gas_works_emissions)
            then 'electricity_after_2018'
        when a.sector = 'electricity' and a.period > 2018 then 'electricity_after_2018_without_gas'
        when a.sector = 'electricity' then 'electricity_2005_to_2018'
        when a.sector = 'transport' then 'transport_boundary'
        when a.sector = 'other_fuel' then 'other_fuel_boundary'
        else 'sum_of_sectors'
    end as reason,
    concat_ws(';', a.series_id, o.series_id) as series_id, concat_ws(';', a.source_id, o.source_id) as source_id,
    o.vintage, null as note
from account as a
join official_by_sector as o on o.period = a.period and o.sector = a.sector
order by a.sector, a.period
