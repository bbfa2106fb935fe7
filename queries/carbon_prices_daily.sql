-- title: Daily carbon prices
-- what: Prices of the trading days that are at hand, by scheme; a primary market is an auction, a secondary one is trading.
-- formula: as published
-- returns: scheme, market, period, value
-- units: by row
select
    scheme, market, period, value, unit, kind, series_id, source_id, vintage, note
from finance_carbon_prices_daily
order by scheme, market, period, source_id
