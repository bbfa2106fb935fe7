-- mart: emissions_forms
-- what: Total emissions in the four forms that targets use: absolute, per person, per real GDP, and energy per real GDP.
-- column period: calendar year
-- column form: total, per_person, per_gdp or energy_per_gdp
-- column low: lowest value the rounding of the total allows
-- column value: in the unit of the row
-- column high: highest value the rounding of the total allows
-- Totals are the newest edition of each year; an edition rounded to 10 Mt is left out. Real GDP is in chained 2021 HK$,
-- energy is the newest edition of the end-use data that has the year. A year without one of the two is not there.
with total as (
    select period, low, value, high, kind, series_id, source_id, vintage, note
    from official_inventory
    where sector = 'total' and high - low <= 0.2 * value
    qualify row_number() over (partition by period order by vintage desc, method <> 'published', source_id) = 1
),
people as (
    select cast(period as integer) as period, value, series_id, source_id
    from inventory_population
    where series_id = 'inventory.population' and regexp_full_match(period, '\d{4}')
    qualify row_number() over (partition by period order by vintage desc, source_id) = 1
),
product as (
    select cast(period as integer) as period, value, series_id, source_id
    from inventory_gdp
    where series_id = 'inventory.gdp' and price_basis = 'chained_2021'
),
energy as (
    select cast(period as integer) as period, value, series_id, source_id, vintage
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and sector = 'all' and segment = 'all' and end_use = 'all'
      and fuel = 'all' and kind = 'observed' and regexp_full_match(period, '\d{4}')
    qualify row_number() over (partition by period order by vintage desc) = 1
)
select
    period, 'total' as form, low, value, high, 'kt CO2e' as unit, kind, series_id, source_id, vintage, note
from total
union all by name
select
    t.period, 'per_person' as form, t.low / p.value * 1e3 as low, t.value / p.value * 1e3 as value,
    t.high / p.value * 1e3 as high, 't CO2e/person' as unit, 'derived' as kind,
    concat_ws(';', t.series_id, p.series_id) as series_id, concat_ws(';', t.source_id, p.source_id) as source_id,
    t.vintage, 'total ÷ mid-year population as revised since; announcements may have divided by another' as note
from total as t
join people as p on p.period = t.period
union all by name
select
    t.period, 'per_gdp' as form, t.low / g.value as low, t.value / g.value as value, t.high / g.value as high,
    'kg CO2e/HK$' as unit, 'derived' as kind,
    concat_ws(';', t.series_id, g.series_id) as series_id, concat_ws(';', t.source_id, g.source_id) as source_id,
    t.vintage, 'total ÷ GDP in chained 2021 HK$; announcements use the chain year of their time' as note
from total as t
join product as g on g.period = t.period
union all by name
select
    e.period, 'energy_per_gdp' as form, null as low, e.value / g.value * 1e3 as value, null as high,
    'TJ/HK$ billion' as unit, 'derived' as kind,
    concat_ws(';', e.series_id, g.series_id) as series_id, concat_ws(';', e.source_id, g.source_id) as source_id,
    e.vintage, concat('energy end use (edition ', e.vintage, ') ÷ GDP in chained 2021 HK$') as note
from energy as e
join product as g on g.period = e.period
order by period, form
