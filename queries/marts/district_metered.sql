-- mart: district_metered
-- what: Electricity that HK Electric metered, by district and type of user, in half-years and whole years.
-- column district: letter of the district; T is Lamma Island only, the rest of Islands is supplied by CLP Power
-- column user_type: residential, commercial or industrial
-- column period: half-year, or a year whose two halves are published
-- column value: electricity sold [GWh]
-- The three types of user add up to the total that is printed beside them (checks/district_types_against_total).
with half_year as (
    select district, user_type, period, value, unit, kind, series_id, source_id, vintage
    from buildings_district_electricity
    where series_id = 'buildings.district_electricity' and user_type <> 'all'
    qualify vintage = max(vintage) over (partition by district, user_type, period)
)
select district, user_type, period, value, unit, kind, series_id, source_id, vintage, 'as published' as note
from half_year
union all by name
select
    district, user_type, left(period, 4) as period, sum(value) as value, any_value(unit) as unit, 'derived' as kind,
    any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage,
    'sum of the two half-years' as note
from half_year
group by district, user_type, left(period, 4)
having count(*) = 2
order by period, user_type, district
