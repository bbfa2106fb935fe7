-- check: energy_fuels_against_total
-- severity: error
-- what: Energy end use by fuel adds up to all fuels, sector by sector, within 3 TJ of rounding.
with sums as (
    select period, sector, vintage, source_id, sum(value) filter (where fuel <> 'all') as parts,
        max(value) filter (where fuel = 'all') as total, max(csv_row) filter (where fuel = 'all') as csv_row
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and segment = 'all' and end_use = 'all'
    group by period, sector, vintage, source_id
    having count(*) filter (where fuel <> 'all') = 3 and count(*) filter (where fuel = 'all') = 1
)
select 'data/facts/buildings/energy_end_use.csv' as file, csv_row as "row",
    concat('the fuels of ', period, ' (', sector, ', vintage ', vintage, ') add up to ', parts, ' TJ') as what,
    concat(total, ' ± 3 TJ') as expected
from sums
where abs(parts - total) > 3
order by csv_row
