-- title: Published carbon prices
-- what: What a tonne cost by scheme, kind of price and period, in the currency in which it was published.
-- formula: as published; derived where an average is turnover ÷ volume, which the note says
-- returns: scheme, jurisdiction, price_type, period, low, value, high
-- units: by row
select
    scheme, jurisdiction, price_type, period, low, value, high, unit, kind, series_id, source_id, vintage, note
from finance_carbon_prices
order by scheme, period, price_type, unit, source_id
