-- title: Where publications disagree
-- what: The same figure in two publications, or in a publication and in the account, with the difference and why.
-- formula: difference = B − A; difference in % = 100 × (B ÷ A − 1); both in one unit (1 TWh = 1,000 GWh, 3.6 TJ = 1 GWh)
-- returns: topic, item, period, party_a, source_a, value_a, party_b, source_b, value_b, difference, difference_percent,
--   reason
-- params: topic = null
-- units: by row

-- What each code stands for is said in three languages: reconciliation.topic, .party and .reason of hkzero/text.
with balance as (
    select period, replace(series_id, 'electricity.balance.', '') as item, value / 3.6 as value, kind, series_id, source_id, vintage
    from electricity_balance
    where series_id like 'electricity.balance.%' and utility = 'hong_kong' and user_type = 'all' and value is not null
),
newest_balance as (
    select * from balance
    qualify row_number() over (partition by period, item order by vintage desc, source_id) = 1
),
world_in_data as (
    select period, replace(series_id, 'electricity.', '') as item, value * 1000 as value, kind, series_id, source_id, vintage
    from electricity_generation
    where series_id in ('electricity.generation', 'electricity.net_imports', 'electricity.demand')
      and fuel = case series_id when 'electricity.net_imports' then 'net_imports' else 'all' end
      and regexp_full_match(period, '\d{4}')
),
end_use as (
    -- The edition of 2025 prints no total of the sectors; the others print one.
    select period, fuel, vintage, value, kind, series_id, source_id
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and sector = 'all' and segment = 'all' and end_use = 'all'
      and fuel in ('all', 'electricity', 'oil_coal', 'town_gas_lpg')
    union all by name
    select period, fuel, vintage, sum(value) as value, 'derived' as kind, any_value(series_id) as series_id,
        any_value(source_id) as source_id
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and sector <> 'all' and segment = 'all' and end_use = 'all'
      and fuel = 'electricity' and vintage = '2025'
    group by period, fuel, vintage
    having count(*) = 4
),
newest_end_use as (
    select * from end_use where fuel = 'electricity'
    qualify row_number() over (partition by period order by vintage desc, source_id) = 1
),
billed as (
    select period, value, kind, series_id, source_id, vintage from newest_balance where item = 'local_consumption'
    union all by name
    select period, value / 3.6 as value, kind, series_id, source_id, vintage
    from electricity_consumption_by_user
    where series_id = 'electricity.consumption_by_user' and energy = 'electricity' and user_type = 'all'
      and regexp_full_match(period, '\d{4}')
),
half_years as (
    select left(period, 4) as period, sum(value) as value, 'derived' as kind, any_value(series_id) as series_id,
        any_value(source_id) as source_id, max(vintage) as vintage
    from electricity_utility
    where series_id = 'electricity.utility.sales' and utility = 'hk_electric' and user_type = 'all' and period like '%-H_'
    group by left(period, 4)
    having count(*) = 2
),
whole_years as (
    select period, utility, value, kind, series_id, source_id, vintage
    from electricity_utility
    where series_id = 'electricity.utility.sales' and user_type = 'all' and regexp_full_match(period, '\d{4}')
      and utility in ('clp_power', 'hk_electric')
    qualify row_number() over (partition by period, utility order by nullif(vintage, 'not_stated') desc, source_id) = 1
),
sold as (
    select c.period, c.value + h.value as value, 'derived' as kind, concat_ws(';', c.series_id, h.series_id) as series_id,
        concat_ws(';', c.source_id, h.source_id) as source_id, c.vintage
    from whole_years as c
    join (
        select period, value, series_id, source_id from half_years
        union all
        select period, value, series_id, source_id from whole_years
        where utility = 'hk_electric' and period not in (select period from half_years)
    ) as h on h.period = c.period
    where c.utility = 'clp_power'
),
inventory as (
    select cast(period as varchar) as period, sector, value, kind, series_id, source_id, vintage
    from official_inventory
    qualify row_number() over (
        partition by period, sector order by method <> 'published', vintage desc, source_id
    ) = 1
),
elsewhere as (
    select period, series_id, value * 1000 as value, kind, source_id, vintage
    from inventory_crosscheck
    where series_id in ('inventory.crosscheck.carbon_dioxide', 'inventory.crosscheck.total_excluding_land_use')
      and source_id = 'owid_co2' and breakdown = 'all'
),
station as (
    select p.period, sum(p.value) + any_value(h.value) as value, 'derived' as kind,
        concat_ws(';', any_value(p.series_id), any_value(h.series_id)) as series_id,
        concat_ws(';', any_value(p.source_id), any_value(h.source_id)) as source_id, max(p.vintage) as vintage
    from electricity_plant_performance as p
    join (
        select period, value, series_id, source_id from electricity_utility
        where series_id = 'electricity.utility.emissions' and utility = 'hk_electric'
        qualify row_number() over (partition by period order by vintage desc, source_id) = 1
    ) as h on h.period = p.period
    where p.series_id = 'electricity.station.emissions_co2e' and p.owner = 'capco' and regexp_full_match(p.period, '\d{4}')
    group by p.period
),
account as (
    select cast(period as varchar) as period, sum(value) as value, 'estimated' as kind,
        string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
        max(vintage) as vintage
    from electricity_emissions group by period
),
official_mix as (
    select period, fuel, value, kind, series_id, source_id, vintage
    from electricity_fuel_mix_shares
    where series_id = 'electricity.fuel_mix_share' and utility = 'hong_kong' and value is not null
),
supply_mix as (
    select cast(period as varchar) as period, case fuel when 'net_imports' then 'nuclear_import' else fuel end as fuel,
        value, kind, series_id, source_id, vintage
    from electricity_supply_shares
    union all by name
    select cast(period as varchar) as period, 'nuclear_import_and_renewables' as fuel, sum(value) as value,
        'derived' as kind, string_agg(distinct series_id, ';') as series_id,
        string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage
    from electricity_supply_shares
    where fuel in ('net_imports', 'solar', 'wind', 'bioenergy')
    group by period
),
fleet as (
    select period, value, kind, series_id, source_id, vintage
    from transport_fleet
    where series_id = 'transport.licensed_vehicles' and vehicle_class = 'goods_vehicles' and operator = 'all' and fuel = 'all'
),
people as (
    select period, value, kind, series_id, source_id, vintage
    from inventory_population where series_id = 'inventory.population'
),
pair as (
    select 'local_generation' as topic, 'all' as item, a.period, 'census' as party_a, a as a, 'world_in_data' as party_b, b as b,
        'GWh' as unit, 'slightly_below' as reason
    from newest_balance as a join world_in_data as b on b.period = a.period and b.item = 'generation'
    where a.item = 'local_generation'
    union all by name
    select 'net_imports' as topic, 'all' as item, i.period, 'census' as party_a,
        {'period': i.period, 'value': i.value - e.value, 'kind': 'derived', 'series_id': concat_ws(';', i.series_id, e.series_id),
         'source_id': i.source_id, 'vintage': i.vintage} as a,
        'world_in_data' as party_b, b as b, 'GWh' as unit,
        -- 2007-2013: the size of what the census took out of imports and losses in its later edition.
        case when abs(b.value / (i.value - e.value) - 1) > 0.01 then 'older_edition_kept' else 'rounded_to_ten' end as reason
    from newest_balance as i
    join newest_balance as e on e.period = i.period and e.item = 'exports_to_mainland' and e.vintage = i.vintage
    join world_in_data as b on b.period = i.period and b.item = 'net_imports'
    where i.item = 'imports_from_mainland'
    union all by name
    select 'balance_editions' as topic, a.item, a.period, 'census' as party_a, a as a, 'census' as party_b, b as b, 'GWh' as unit,
        'losses_redrawn' as reason
    from balance as a join balance as b on b.period = a.period and b.item = a.item and b.vintage > a.vintage
    where a.item in ('imports_from_mainland', 'system_loss')
    union all by name
    select 'electricity_use' as topic, 'all' as item, a.period, 'census' as party_a, a as a, 'emsd' as party_b,
        {'period': b.period, 'value': b.value / 3.6, 'kind': b.kind, 'series_id': b.series_id, 'source_id': b.source_id,
         'vintage': b.vintage} as b, 'GWh' as unit, 'billed_and_own_supply' as reason
    from billed as a join newest_end_use as b on b.period = a.period
    union all by name
    select 'electricity_sales' as topic, 'all' as item, a.period, 'census' as party_a, a as a, 'utilities' as party_b, b as b,
        'GWh' as unit, 'same_meters' as reason
    from billed as a join sold as b on b.period = a.period
    union all by name
    select 'electricity_demand' as topic, 'all' as item, a.period, 'census' as party_a, a as a, 'world_in_data' as party_b, b as b,
        'GWh' as unit, 'losses_included' as reason
    from billed as a join world_in_data as b on b.period = a.period and b.item = 'demand'
    union all by name
    select 'hk_electric_sales' as topic, 'all' as item, a.period, 'hk_electric_data' as party_a, a as a,
        'hk_electric_results' as party_b, b as b, 'GWh' as unit, 'rounded_or_defined' as reason
    from half_years as a
    join whole_years as b on b.period = a.period and b.utility = 'hk_electric' and b.source_id <> a.source_id
    union all by name
    select 'end_use_editions' as topic, a.fuel as item, a.period, 'emsd' as party_a, a as a, 'emsd' as party_b, b as b,
        'TJ' as unit,
        case when abs(a.value - b.value) <= 2 then 'sum_of_rounded'
             when a.fuel in ('electricity', 'town_gas_lpg') then 'end_use_revised' else 'oil_redrawn' end as reason
    from end_use as a join end_use as b on b.period = a.period and b.fuel = a.fuel and b.vintage > a.vintage
    where a.value <> b.value
      and b.vintage = (select min(c.vintage) from end_use as c where c.period = a.period and c.fuel = a.fuel and c.vintage > a.vintage)
    union all by name
    select 'carbon_dioxide' as topic, 'all' as item, a.period, 'inventory' as party_a, a as a, 'carbon_budget' as party_b, b as b,
        'kt CO2e' as unit, 'one_gas_other_boundary' as reason
    from inventory as a
    join elsewhere as b on b.period = a.period and b.series_id = 'inventory.crosscheck.carbon_dioxide'
    where a.sector = 'total'
    union all by name
    select 'greenhouse_gases' as topic, 'all' as item, a.period, 'inventory' as party_a, a as a, 'world_in_data' as party_b, b as b,
        'kt CO2e' as unit, 'other_boundary' as reason
    from inventory as a
    join elsewhere as b on b.period = a.period and b.series_id = 'inventory.crosscheck.total_excluding_land_use'
    where a.sector = 'total'
    union all by name
    select 'station_emissions' as topic, 'inventory' as item, a.period, 'inventory' as party_a, a as a, 'utilities' as party_b,
        b as b, 'kt CO2e' as unit, 'town_gas_and_share' as reason
    from inventory as a join station as b on b.period = a.period
    where a.sector = 'electricity'
    union all by name
    select 'station_emissions' as topic, 'account' as item, a.period, 'account' as party_a, a as a, 'utilities' as party_b, b as b,
        'kt CO2e' as unit, 'factor_and_generation' as reason
    from account as a join station as b on b.period = a.period
    union all by name
    select 'fuel_mix' as topic, a.fuel as item, a.period, 'government' as party_a, a as a, 'world_in_data' as party_b, b as b,
        '%' as unit, 'sent_out_or_gross' as reason
    from official_mix as a join supply_mix as b on b.period = a.period and b.fuel = a.fuel
    union all by name
    select 'goods_vehicles' as topic, 'all' as item, a.period, 'transport_tables' as party_a, a as a, 'traffic_census' as party_b,
        b as b, 'vehicles' as unit, 'vehicles_defined' as reason
    from fleet as a join fleet as b on b.period = a.period and b.source_id = 'td_atc2017'
    where a.source_id = 'td_t41a'
    union all by name
    select 'population' as topic, 'all' as item, a.period, 'census_then' as party_a, a as a, 'census_now' as party_b, b as b,
        'persons' as unit, 'population_rebased' as reason
    from people as a join people as b on b.period = a.period and b.source_id = 'wb_pop'
    where a.source_id <> 'wb_pop' and a.value <> b.value
)
select
    topic, item, cast(period as integer) as period, party_a, a.source_id as source_a, a.vintage as vintage_a, a.value as value_a,
    party_b, b.source_id as source_b, b.vintage as vintage_b, b.value as value_b, b.value - a.value as difference,
    100 * (b.value / nullif(a.value, 0) - 1) as difference_percent, unit, reason,
    -- A difference is arithmetic on two figures, and as weak as the weaker of them.
    case when 'assumed' in (a.kind, b.kind) then 'assumed' when 'estimated' in (a.kind, b.kind) then 'estimated'
         else 'derived' end as kind,
    concat_ws(';', a.series_id, b.series_id) as series_id, concat_ws(';', a.source_id, b.source_id) as source_id,
    concat_ws(';', a.vintage, b.vintage) as vintage
from pair
where $topic is null or topic = $topic
order by topic, item, period, vintage_a, vintage_b, source_a, source_b
