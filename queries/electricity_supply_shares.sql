-- title: Shares of the electricity supply
-- what: Share of each fuel and of net imports in local generation plus net imports, by year.
-- formula: generation of the fuel (or net imports) ÷ (gross local generation + net imports)
-- returns: period, fuel, value
-- params: since = 2000
select period, fuel, value, unit, kind, series_id, source_id, vintage, note
from electricity_supply_shares
where period >= $since
order by period, fuel
