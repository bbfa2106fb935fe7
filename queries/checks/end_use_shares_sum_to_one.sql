-- check: end_use_shares_sum_to_one
-- severity: error
-- what: Published shares of the end uses of a sector come to 100 % within their rounding.
with sums as (
    select sector, fuel, period, vintage, source_id, sum(value) as share, count(*) as parts, max(csv_row) as csv_row
    from buildings_energy_end_use
    where series_id = 'buildings.energy_share_of_sector' and end_use <> 'all'
    group by sector, fuel, period, vintage, source_id
    having count(*) >= 5
)
select 'data/facts/buildings/energy_end_use.csv' as file, csv_row as "row",
    concat('the shares of ', sector, ', ', fuel, ', ', period, ' come to ', share, ' %') as what,
    concat('100 ± ', 0.5 * parts, ' %') as expected
from sums
where abs(share - 100) > 0.5 * parts
order by csv_row
