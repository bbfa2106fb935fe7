-- mart: electricity_supply_shares
-- what: Share of each fuel and of net imports in Hong Kong's electricity supply, by year.
-- column period: calendar year
-- column fuel: fuel of local generation, or net_imports
-- column value: share of gross local generation plus net imports [%]
with supply as (
    select
        cast(period as integer) as period,
        case series_id when 'electricity.net_imports' then 'net_imports' else fuel end as fuel,
        value, series_id, source_id, vintage
    from electricity_generation
    where (series_id = 'electricity.net_imports' or (series_id = 'electricity.generation' and fuel <> 'all'))
      and regexp_full_match(period, '\d{4}')
)
select
    period, fuel, 100 * value / sum(value) over (partition by period) as value, '%' as unit, 'derived' as kind,
    series_id, source_id, vintage, 'share of gross local generation plus net imports' as note
from supply
order by period, fuel
