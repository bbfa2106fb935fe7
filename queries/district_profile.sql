-- title: What is in each district
-- what: People, households, homes, income and land of the 18 districts, every published year.
-- formula: as published; density = mid-year population ÷ official land area; shares of housing = people in it ÷ people in
--   all five types of housing
-- returns: period, district, indicator, value
-- params: district = null, indicator = null
-- units: by row
with published as (
    select
        p.district,
        case p.series_id
            when 'buildings.population_mid_year' then 'population'
            when 'buildings.median_monthly_household_income' then 'income'
            when 'buildings.district_households' then 'households'
            when 'buildings.median_monthly_rent' then 'rent'
            when 'buildings.working_residents' then 'working_residents'
            when 'buildings.district_vacant_flats' then 'vacant_flats'
            when 'buildings.district_vacancy_rate' then 'vacancy_rate'
        end as indicator,
        p.period, p.value, p.unit, p.kind, p.series_id, p.source_id, p.vintage, p.note
    from buildings_district_profile as p
    where p.district not in ('all', 'marine') and p.housing_type in ('all', 'private_domestic') and p.value is not null
    qualify row_number() over (
        partition by p.district, p.series_id, p.period order by nullif(p.vintage, 'not_stated') desc, p.source_id) = 1
),
land as (
    select district_code as district, land_area_km2 as value, source_id from district
),
housing as (
    select
        district, concat(housing_type, '_share') as indicator, period,
        100 * value / sum(value) over (partition by district, period) as value, series_id, source_id, vintage
    from buildings_district_profile where series_id = 'buildings.population_by_housing'
),
every as (
    select * from published where indicator is not null
    union all by name
    select district, 'land_area' as indicator, '2024' as period, value, 'km2' as unit, 'observed' as kind,
        null as series_id, source_id, '2024' as vintage, 'official land area' as note
    from land
    union all by name
    select p.district, 'density' as indicator, p.period, p.value / l.value as value, 'persons/km2' as unit,
        'derived' as kind, p.series_id, concat_ws(';', p.source_id, l.source_id) as source_id, p.vintage,
        'mid-year population ÷ official land area' as note
    from published as p
    join land as l using (district)
    where p.indicator = 'population'
    union all by name
    select district, indicator, period, value, '%' as unit, 'derived' as kind, series_id, source_id, vintage,
        'people in it ÷ people in all types of housing' as note
    from housing where indicator in ('public_rental_share', 'subsidised_sale_share', 'private_permanent_share')
    union all by name
    select district, 'floor_area' as indicator, period, value, unit, kind, series_id, source_id, vintage, note
    from buildings_floor_area
    where series_id = 'buildings.median_floor_area_per_person' and housing_type = 'all' and household_size = 'all'
      and district <> 'all' and district_part = 'all'
    union all by name
    select district_code as district, 'stations' as indicator, '2026' as period, cast(count(*) as double) as value,
        'stations' as unit, 'derived' as kind, null as series_id, string_agg(distinct source_id, ';') as source_id,
        null as vintage, 'stations whose position lies in the district' as note
    from point where category = 'mtr_station'
    group by district_code
)
select period, district, indicator, value, unit, kind, series_id, source_id, vintage, note
from every
where ($district is null or district = $district) and ($indicator is null or indicator = $indicator)
order by indicator, period, district
