with emissions as (
    select period, 1000 * value as t_co2e, kind, source_id
    from official_by_sector
    where sector = 'total'
), people as (
    select try_cast(period as integer) as period, value as persons
    from inventory_population
    qualify row_number() over (partition by period order by vintage desc) = 1
)
select period, round(t_co2e / persons, 2) as value, 't CO2e/person' as unit, source_id
from emissions
join people using (period)
order by period;
