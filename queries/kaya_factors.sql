-- title: Factors of the city's emissions
-- what: Population, GDP per person, energy per GDP and emissions per energy (the Kaya identity), in the years that have all.
-- formula: emissions = population × (GDP ÷ population) × (energy ÷ GDP) × (emissions ÷ energy); total emissions of the
--   newest edition, GDP in chained 2021 HK$, energy end use of all fuels in one edition, its newest with several years
-- returns: period, category, factor, value
-- units: by row
with energy as (
    select cast(period as integer) as period, value, series_id, source_id, vintage
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and sector = 'all' and segment = 'all' and end_use = 'all'
      and fuel = 'all' and kind = 'observed' and regexp_full_match(period, '\d{4}')
    qualify vintage = max(vintage) over ()
),
known as (
    select
        t.period, t.value as emissions_kt, t.value / h.value * 1e3 as people, t.value / g.value as gdp_million,
        e.value as energy_tj, t.vintage, concat_ws(';', t.series_id, h.series_id, g.series_id, e.series_id) as series_id,
        concat_ws(';', t.source_id, h.source_id, g.source_id, e.source_id) as source_id, e.vintage as energy_vintage
    from emissions_forms as t
    join emissions_forms as h on h.period = t.period and h.form = 'per_person'
    join emissions_forms as g on g.period = t.period and g.form = 'per_gdp'
    join energy as e on e.period = t.period
    where t.form = 'total'
),
factors as (
    select *, 'population' as factor, people as value, 'persons' as unit from known
    union all by name
    select *, 'gdp_per_person' as factor, gdp_million / people * 1e6 as value, 'HK$/person' as unit from known
    union all by name
    select *, 'energy_per_gdp' as factor, energy_tj / gdp_million * 1e3 as value, 'TJ/HK$ billion' as unit from known
    union all by name
    select *, 'emissions_per_energy' as factor, emissions_kt / energy_tj * 1e3 as value, 'kg CO2e/GJ' as unit from known
)
select
    period, 'all' as category, factor, value, unit, 'derived' as kind, series_id, source_id,
    concat_ws(';', vintage, energy_vintage) as vintage,
    'emissions of all sources over energy end use: waste and processes are in it, losses of power stations too' as note
from factors
order by period, factor
