-- check: energy_sectors_against_total
-- severity: error
-- what: Energy end use of the four sectors adds up to that of the city, fuel by fuel, within 3 TJ of rounding.
with sums as (
    select period, fuel, vintage, source_id, sum(value) filter (where sector <> 'all') as parts,
        max(value) filter (where sector = 'all') as total, max(csv_row) filter (where sector = 'all') as csv_row
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and segment = 'all' and end_use = 'all'
    group by period, fuel, vintage, source_id
    having count(*) filter (where sector <> 'all') = 4 and count(*) filter (where sector = 'all') = 1
)
select 'data/facts/buildings/energy_end_use.csv' as file, csv_row as "row",
    concat('the sectors of ', period, ' (', fuel, ', vintage ', vintage, ') add up to ', parts, ' TJ') as what,
    concat(total, ' ± 3 TJ') as expected
from sums
where abs(parts - total) > 3
order by csv_row
