-- title: What moved last year
-- what: Change of each sector between the newest inventory year and the year before, both in the newest vintage.
-- formula: level − level of the year before; the year before = level ÷ (1 + published change)
-- returns: sector, from_period, to_period, from_value, to_value, value
with newest as (
    select max(vintage) as vintage, max(period) as period from official_inventory
    where vintage = (select max(vintage) from official_inventory)
),
pair as (
    select
        a.sector, b.period as from_period, a.period as to_period, b.value as from_value, a.value as to_value,
        a.series_id, b.series_id as other_series_id, a.source_id, b.source_id as other_source_id, a.vintage, b.note
    from official_inventory as a
    join newest as n on n.vintage = a.vintage and n.period = a.period
    join official_inventory as b on b.vintage = a.vintage and b.sector = a.sector and b.period = a.period - 1
)
select
    sector, from_period, to_period, from_value, to_value, to_value - from_value as value, 'kt CO2e' as unit,
    'derived' as kind, concat_ws(';', series_id, other_series_id) as series_id,
    concat_ws(';', source_id, other_source_id) as source_id, vintage, note
from pair
order by sector = 'total', value
