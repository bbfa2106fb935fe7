-- title: Trading volumes of carbon markets
-- what: Volume, turnover, auction revenue and caps of carbon markets; cumulative figures are since the market opened.
-- formula: as published; `span` says whether a figure is of one year or cumulative
-- returns: scheme, measure, span, quantity, period, value
-- units: by row
select
    scheme, measure,
    case when measure like 'cumulative%' then 'cumulative' else 'year' end as span,
    case
        when measure like '%volume' then 'volume'
        when measure like '%turnover' then 'turnover'
        when measure like '%revenue' then 'revenue'
        else 'cap'
    end as quantity,
    period, value, unit, kind, series_id, source_id, vintage, note
from finance_carbon_market_volumes
order by scheme, measure, period, source_id
