select scheme, period, price_type, value, unit, kind, source_id
from finance_carbon_prices
qualify row_number() over (partition by scheme order by period desc) = 1
order by scheme;
