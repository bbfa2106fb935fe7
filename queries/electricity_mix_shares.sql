-- title: Published fuel mix shares
-- what: Shares of the fuel mix as the Government and the two utilities published them.
-- formula: as published (the Government's mix is on a sent-out basis and includes imported nuclear power)
-- returns: period, utility, fuel, value
select cast(period as integer) as period, utility, fuel, value, unit, kind, series_id, source_id, vintage, note
from electricity_fuel_mix_shares
where series_id = 'electricity.fuel_mix_share' and regexp_full_match(period, '\d{4}') and value is not null
order by period, utility, fuel, source_id
