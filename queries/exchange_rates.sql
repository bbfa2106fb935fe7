-- title: Exchange rates
-- what: Exchange rates of the currencies in which carbon prices and bonds are published, by year and month.
-- formula: as published; a pair like cny_per_usd counts units of the first currency for one of the second
-- returns: pair, averaging, period, value
select
    pair, averaging, period, value, unit, kind, series_id, source_id, vintage, note
from finance_fx_rates
order by pair, averaging, period, source_id
