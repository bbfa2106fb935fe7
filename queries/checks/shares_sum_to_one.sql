-- check: shares_sum_to_one
-- severity: error
-- what: Shares of the fuel mix, of one publication, come to no more than 100 % and their rounding.
with sums as (
    select utility, period, series_id, source_id, vintage, sum(value) as share, count(*) as parts, max(csv_row) as csv_row
    from electricity_fuel_mix_shares
    where unit = '%' and fuel <> 'all'
      and series_id in ('electricity.fuel_mix_share', 'electricity.fuel_mix_share_plan', 'electricity.fuel_mix_share_proposal')
    group by utility, period, series_id, source_id, vintage
)
select 'data/facts/electricity/fuel_mix_shares.csv' as file, csv_row as "row",
    concat('the shares of ', utility, ' in ', period, ' come to ', share, ' %') as what,
    concat('at most 100 % and ', 0.5 * parts, ' of rounding') as expected
from sums
where share > 100 + 0.5 * parts
order by csv_row
