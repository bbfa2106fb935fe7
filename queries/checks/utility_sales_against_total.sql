-- check: utility_sales_against_total
-- severity: error
-- what: Electricity sold to the types of customer adds up to all sales of a utility, within 1 GWh a type of rounding.
with sums as (
    select utility, basis, period, vintage, source_id,
        sum(value) filter (where user_type not in ('all', 'all_including_export', 'export')) as parts,
        max(value) filter (where user_type = 'all') as total, count(*) as cells,
        max(csv_row) filter (where user_type = 'all') as csv_row
    from electricity_utility
    where series_id = 'electricity.utility.sales'
    group by utility, basis, period, vintage, source_id
    having count(*) filter (where user_type not in ('all', 'all_including_export', 'export')) >= 3
       and count(*) filter (where user_type = 'all') = 1
)
select 'data/facts/electricity/utility.csv' as file, csv_row as "row",
    concat('the types of customer of ', utility, ' in ', period, ' add up to ', parts, ' GWh') as what,
    concat(total, ' ± ', cells, ' GWh') as expected
from sums
where abs(parts - total) > cells
order by csv_row
