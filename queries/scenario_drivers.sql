-- title: Drivers of the scenarios
-- what: Population, households and real GDP as published, and the official projections of population and households.
-- formula: as published, the newest vintage of each year; a household projection stands at its five-year steps
-- returns: period, driver, value
-- units: by row
with people as (
    select
        cast(period as integer) as period, 'population' as driver, value, unit, kind, series_id, source_id, vintage, note
    from inventory_population
    where series_id = 'inventory.population' and regexp_full_match(period, '\d{4}') and period >= '2000'
    qualify row_number() over (partition by period order by nullif(vintage, 'not_stated') desc, source_id desc) = 1
),
people_ahead as (
    select
        cast(period as integer) as period, 'population_projection' as driver, value, unit, kind, series_id, source_id,
        vintage, note
    from inventory_projections
    where series_id = 'inventory.projection.resident_population' and variant = 'baseline' and region = 'hong_kong'
),
homes as (
    select
        cast(left(period, 4) as integer) as period,
        case kind when 'scenario' then 'households_projection' else 'households' end as driver, value, unit, kind,
        series_id, source_id, vintage, note
    from buildings_households
    where series_id = 'buildings.households' and segment = 'all' and period >= '2000'
      and source_id in ('csd_t005', 'csd_e485')
    qualify row_number() over (partition by left(period, 4) order by source_id desc) = 1
),
product as (
    select
        cast(period as integer) as period, 'gdp' as driver, value, unit, kind, series_id, source_id, vintage, note
    from inventory_gdp
    where series_id = 'inventory.gdp' and price_basis = 'chained_2021' and period >= '2000'
),
growth as (
    select
        cast(period as integer) as period, 'gdp_growth' as driver, value, unit, kind, series_id, source_id, vintage, note
    from inventory_gdp
    where series_id = 'inventory.gdp_growth' and price_basis = 'real' and period >= '2023'
)
select * from people
union all by name select * from people_ahead
union all by name select * from homes
union all by name select * from product
union all by name select * from growth
order by driver, period
