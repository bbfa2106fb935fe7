-- check: district_types_against_total
-- severity: error
-- what: The types of user of a metered district add up to the total printed beside them, within rounding.
with half_year as (
    select
        district, period, sum(value) filter (where user_type <> 'all') as parts, max(value) filter (where user_type = 'all') as total,
        count(*) filter (where user_type <> 'all') as types, min(csv_row) filter (where user_type = 'all') as csv_row
    from buildings_district_electricity
    where series_id = 'buildings.district_electricity'
    group by district, period
)
select 'data/facts/buildings/district_electricity.csv' as file, csv_row as "row",
    concat('district ', district, ', ', period, ': types of user add up to ', parts, ' GWh') as what,
    concat('the printed total of ', total, ' GWh within 2 GWh') as expected
from half_year
where total is not null and (types <> 3 or abs(parts - total) > 2)
order by csv_row
