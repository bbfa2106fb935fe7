-- title: Electricity by district
-- what: Electricity used in the 18 districts by type of user, metered where metered and allocated elsewhere, with a range.
-- formula: districts of HK Electric as metered; elsewhere sales of CLP Power by type of user × the district's share of the
--   proxy that predicts the metered districts best; range = 5th to 95th percentile of a delete-one jackknife over the
--   metered districts; per person ÷ mid-year population, per km² ÷ official land area
-- returns: period, district, user_type, grade, low, value, high
-- params: period = null, user_type = all, per = district
with people as (
    select district, period as year, value as people, series_id, source_id
    from buildings_district_profile where series_id = 'buildings.population_mid_year' and district <> 'all'
),
divided as (
    select
        e.*, case $per when 'district' then 1 when 'person' then 1e6 / p.people when 'km2' then 1 / d.land_area_km2 end as factor,
        p.series_id as people_series, p.source_id as people_source, d.source_id as land_source
    from district_electricity as e
    join district as d on d.district_code = e.district
    join people as p on p.district = e.district and p.year = left(e.period, 4)
    where ($user_type is null or e.user_type = $user_type) and ($period is null or e.period = cast($period as varchar))
)
select
    period, district, user_type, grade, low * factor as low, value * factor as value, high * factor as high,
    case $per when 'district' then 'GWh' when 'person' then 'kWh/person' when 'km2' then 'GWh/km2' end as unit,
    case when $per <> 'district' and kind = 'observed' then 'derived' else kind end as kind,
    concat_ws(';', series_id, case $per when 'person' then people_series end) as series_id,
    concat_ws(';', source_id, case $per when 'person' then people_source when 'km2' then land_source end) as source_id,
    vintage, note
from divided
where factor is not null
order by period, district, user_type
