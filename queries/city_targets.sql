-- title: City targets as levels
-- what: The city-wide emission targets in force, as levels on the newest inventory vintage that has the base year.
-- formula: base-year level × (1 + target change); neutrality is a level of zero
-- returns: target_id, target_year, low, value, high, base_year, base_value
with base as (
    select period, value, series_id, source_id, vintage from official_inventory
    where sector = 'total' and method = 'published'
),
newest_base as (
    -- Only a sector table gives a base year exactly; rounded announcements are not used as a base.
    select b.* from base as b
    where exists (
        select 1 from official_inventory as o
        where o.period = b.period and o.vintage = b.vintage and o.sector = 'other_fuel' and o.method = 'published'
    )
    qualify row_number() over (partition by b.period order by b.vintage desc) = 1
)
select
    t.target_id, t.target_year, t.base_year,
    b.value as base_value,
    case when t.base_year is null then t.low * 0 else b.value * (1 + least(t.low, t.high) / 100) end as low,
    case when t.base_year is null then 0 else b.value * (1 + (t.low + t.high) / 200) end as value,
    case when t.base_year is null then t.high * 0 else b.value * (1 + greatest(t.low, t.high) / 100) end as high,
    'kt CO2e' as unit, 'scenario' as kind, coalesce(b.series_id, 'inventory.emissions') as series_id,
    concat_ws(';', t.source_id, b.source_id) as source_id, coalesce(b.vintage, 'not_stated') as vintage, t.note
from target as t
left join newest_base as b on b.period = t.base_year
where t.target_id in ('city_half_2035', 'city_neutral_2050')
order by t.target_year
