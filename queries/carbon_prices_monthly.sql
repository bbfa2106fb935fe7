-- title: Monthly means of carbon prices
-- what: Mean of the daily prices of a month, where there are any, with the number of days and the first and last of them.
-- formula: mean of the days at hand, each weighing the same; a month without days is not there
-- returns: scheme, market, period, days, first_day, last_day, value
-- units: by row
select
    scheme, market, left(period, 7) as period, count(*) as days, min(period) as first_day, max(period) as last_day,
    avg(value) as value, unit, 'derived' as kind, string_agg(distinct series_id, ';') as series_id,
    string_agg(distinct source_id, ';') as source_id, string_agg(distinct vintage, ';') as vintage, null as note
from finance_carbon_prices_daily
where value is not null
group by scheme, market, left(period, 7), unit
order by scheme, market, period, unit
