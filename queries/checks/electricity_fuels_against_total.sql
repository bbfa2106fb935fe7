-- check: electricity_fuels_against_total
-- severity: error
-- what: Generation by fuel adds up to all generation, within the rounding to 0.01 TWh.
with sums as (
    select utility, period, vintage, source_id, sum(value) filter (where fuel <> 'all') as parts,
        max(value) filter (where fuel = 'all') as total, 0.005 * count(*) as rounding,
        max(csv_row) filter (where fuel = 'all') as csv_row
    from electricity_generation
    where series_id = 'electricity.generation'
    group by utility, period, vintage, source_id
    having count(*) filter (where fuel <> 'all') > 1 and count(*) filter (where fuel = 'all') = 1
)
select 'data/facts/electricity/generation.csv' as file, csv_row as "row",
    concat('the fuels of ', period, ' add up to ', round(parts, 3), ' TWh') as what,
    concat(total, ' ± ', round(rounding, 3), ' TWh') as expected
from sums
where abs(parts - total) > rounding
order by csv_row
