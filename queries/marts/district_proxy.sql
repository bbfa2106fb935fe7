-- mart: district_proxy
-- what: What may stand for the electricity of a district: every proxy tried, by type of user, district and year.
-- column user_type: residential, commercial or industrial
-- column proxy: code of the proxy
-- column district: letter of the district
-- column period: year
-- column value: weight in the unit named; only its share of a sum is used
-- Each proxy is one that could plausibly drive the use it stands for. Which one is kept is decided by the metered
-- districts (district_proxy_test), not by us.
with people as (
    select district, period, value, series_id, source_id, vintage
    from buildings_district_profile
    where series_id = 'buildings.population_mid_year' and housing_type = 'all' and district <> 'all'
),
income as (
    select district, period, value, series_id, source_id, vintage
    from buildings_district_profile
    where series_id = 'buildings.median_monthly_household_income' and housing_type = 'all' and district <> 'all'
    qualify row_number() over (partition by district, period order by nullif(vintage, 'not_stated') desc) = 1
),
households as (
    select district, value, series_id, source_id, vintage
    from buildings_district_profile
    where series_id = 'buildings.district_households' and district <> 'all'
),
housing as (
    select district, housing_type, value, series_id, source_id, vintage
    from buildings_district_profile where series_id = 'buildings.population_by_housing'
),
-- Homes by type of housing: electricity a person of each type in the whole of Hong Kong, newest edition that splits it.
housing_use as (
    select
        e.housing_type, e.value / h.people as terajoules_per_person, e.series_id, e.source_id, e.vintage
    from (
        select
            case segment
                when 'public_rental_housing' then 'public_rental' when 'ha_subsidised_sale_flats' then 'subsidised_sale'
                when 'private_housing' then 'private_permanent'
            end as housing_type, value, series_id, source_id, vintage
        from buildings_energy_end_use
        where series_id = 'buildings.energy_end_use' and sector = 'residential' and fuel = 'electricity' and end_use = 'all'
          and segment in ('public_rental_housing', 'ha_subsidised_sale_flats', 'private_housing')
        qualify period = max(period) over ()
    ) as e
    join (select housing_type, sum(value) as people from housing group by housing_type) as h using (housing_type)
),
by_housing as (
    select
        h.district, sum(h.value * u.terajoules_per_person) as value,
        string_agg(distinct concat_ws(';', h.series_id, u.series_id), ';') as series_id,
        string_agg(distinct concat_ws(';', h.source_id, u.source_id), ';') as source_id, max(u.vintage) as vintage
    from housing as h
    join housing_use as u using (housing_type)
    group by h.district
),
-- Floor area a person: the district's own median where it is published, else the mean of its towns.
floor_area as (
    select
        district, avg(value) as value, any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id,
        max(vintage) as vintage
    from buildings_floor_area
    where series_id = 'buildings.median_floor_area_per_person' and housing_type = 'all' and household_size = 'all'
      and district <> 'all'
    group by district
),
stations as (
    select district_code as district, cast(count(*) as double) as value, string_agg(distinct source_id, ';') as source_id
    from point where category = 'mtr_station' group by district_code
),
tried as (
    select u.user_type, 'people' as proxy, p.district, p.period, p.value, 'persons' as unit, 'observed' as kind,
        p.series_id, p.source_id, p.vintage
    from people as p, (values ('residential'), ('commercial'), ('industrial')) as u(user_type)
    union all by name
    select u.user_type, 'households' as proxy, h.district, p.period, h.value, 'households' as unit, 'observed' as kind,
        h.series_id, h.source_id, h.vintage
    from households as h
    join people as p using (district), (values ('residential'), ('commercial'), ('industrial')) as u(user_type)
    union all by name
    select u.user_type, 'people_income' as proxy, p.district, p.period, p.value * i.value as value, '1' as unit,
        'derived' as kind, concat_ws(';', p.series_id, i.series_id) as series_id,
        concat_ws(';', p.source_id, i.source_id) as source_id, p.vintage
    from people as p
    join income as i using (district, period), (values ('residential'), ('commercial')) as u(user_type)
    union all by name
    select 'residential' as user_type, 'people_root_income' as proxy, p.district, p.period, p.value * sqrt(i.value) as value,
        '1' as unit, 'derived' as kind, concat_ws(';', p.series_id, i.series_id) as series_id,
        concat_ws(';', p.source_id, i.source_id) as source_id, p.vintage
    from people as p
    join income as i using (district, period)
    union all by name
    select 'residential' as user_type, 'households_income' as proxy, h.district, i.period, h.value * i.value as value,
        '1' as unit, 'derived' as kind, concat_ws(';', h.series_id, i.series_id) as series_id,
        concat_ws(';', h.source_id, i.source_id) as source_id, i.vintage
    from households as h
    join income as i using (district)
    union all by name
    select 'residential' as user_type, 'floor_area' as proxy, p.district, p.period, p.value * f.value as value, '1' as unit,
        'derived' as kind, concat_ws(';', p.series_id, f.series_id) as series_id,
        concat_ws(';', p.source_id, f.source_id) as source_id, f.vintage
    from people as p
    join floor_area as f using (district)
    union all by name
    select 'residential' as user_type, 'housing_type' as proxy, h.district, p.period, h.value, 'TJ' as unit,
        'derived' as kind, h.series_id, h.source_id, h.vintage
    from by_housing as h
    join people as p using (district)
    union all by name
    select 'commercial' as user_type, 'stations' as proxy, s.district, p.period, s.value, '1' as unit, 'observed' as kind,
        null as series_id, s.source_id, p.vintage
    from stations as s
    join people as p using (district)
    union all by name
    select 'commercial' as user_type, 'stations_income' as proxy, s.district, i.period, s.value * i.value as value, '1' as unit,
        'derived' as kind, i.series_id, concat_ws(';', s.source_id, i.source_id) as source_id, i.vintage
    from stations as s
    join income as i using (district)
    union all by name
    select 'industrial' as user_type, 'public_housing' as proxy, h.district, p.period, h.value, 'persons' as unit,
        'observed' as kind, h.series_id, h.source_id, h.vintage
    from housing as h
    join people as p using (district)
    where h.housing_type = 'public_rental'
)
select * from tried order by user_type, proxy, period, district
