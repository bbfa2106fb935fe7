-- check: inventory_sectors_against_total
-- severity: error
-- what: The six sectors of the inventory add up to its total, within the rounding to three significant figures.
with part as (
    select period, vintage, source_id, sector, value, csv_row, 0.5 * pow(10, floor(log10(nullif(value, 0))) - 2) as rounding
    from inventory_emissions_by_sector
    where series_id = 'inventory.emissions'
),
sums as (
    select period, vintage, source_id, sum(value) filter (where sector <> 'total') as parts,
        max(value) filter (where sector = 'total') as total, sum(rounding) as rounding,
        max(csv_row) filter (where sector = 'total') as csv_row
    from part
    group by period, vintage, source_id
    having count(*) filter (where sector <> 'total') = 6 and count(*) filter (where sector = 'total') = 1
)
select 'data/facts/inventory/emissions_by_sector.csv' as file, csv_row as "row",
    concat('the sectors of ', period, ' (vintage ', vintage, ') add up to ', parts, ' kt CO2e') as what,
    concat(total, ' ± ', rounding, ' kt CO2e') as expected
from sums
where abs(parts - total) > rounding
order by csv_row
