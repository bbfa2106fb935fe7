-- mart: district_allocation
-- what: CLP Power's sales by type of user allocated to districts by the proxy that stood the test best, with a range.
-- column district: letter of the district; A to D are HK Electric's and get nothing
-- column user_type: residential, commercial or industrial
-- column period: year or half-year
-- column proxy: code of the proxy kept
-- column error_percent: its mean absolute error in the metered districts [%]
-- column share: the district's share of the proxy among CLP Power's districts [1]
-- column low: 5th percentile of the jackknife [GWh]
-- column value: CLP Power's sales of this type of user × share [GWh]
-- column high: 95th percentile of the jackknife [GWh]
-- The shares of a type of user add up to one, so the company's sales are conserved exactly. The proxy kept is the one
-- with the smallest mean absolute error in the metered districts (district_proxy_test). The range is a delete-one
-- jackknife over those districts (Efron, The Jackknife, the Bootstrap and Other Resampling Plans, 1982): each in turn is
-- left out, every proxy is weighed by the inverse of its mean square error in the others (Bates and Granger, The
-- Combination of Forecasts, 1969), and its allocation is corrected by what it misses in the district left out once the
-- company's total is known. Four districts of one island are few: the range says what they can say, not more.
with tested as (
    select
        user_type, proxy, district, value / 100 as error,
        (metered / sum(metered) over alike) / (predicted / sum(predicted) over alike) as correction,
        series_id, source_id
    from district_proxy_test
    window alike as (partition by user_type, proxy)
),
best as (
    select
        user_type, proxy, 100 * avg(abs(error)) as error_percent, string_agg(distinct series_id, ';') as series_id,
        string_agg(distinct source_id, ';') as source_id
    from tested
    group by user_type, proxy
    qualify row_number() over (partition by user_type order by error_percent, proxy) = 1
),
weighed as (
    select
        o.user_type, o.proxy, o.correction,
        (1 / avg(k.error * k.error)) / sum(1 / avg(k.error * k.error)) over (partition by o.user_type, o.district) as weight
    from tested as o
    join tested as k on k.user_type = o.user_type and k.proxy = o.proxy and k.district <> o.district
    group by o.user_type, o.proxy, o.district, o.correction
),
share as (
    select
        user_type, proxy, district, period as year, value / sum(value) over (partition by user_type, proxy, period) as share,
        series_id, source_id
    from district_proxy where district not in (select district from district_proxy_test)
),
outcome as (
    select
        s.user_type, s.district, s.year, s.share * w.correction as share,
        sum(w.weight) over ranked / sum(w.weight) over (partition by s.user_type, s.district, s.year) as up_to
    from share as s
    join weighed as w using (user_type, proxy)
    window ranked as (partition by s.user_type, s.district, s.year order by s.share * w.correction, s.proxy)
),
spread as (
    select
        user_type, district, year, min(share) filter (where up_to >= 0.05) as low, min(share) filter (where up_to >= 0.95) as high
    from outcome
    group by user_type, district, year
)
select
    s.district, c.user_type, c.period, b.proxy, b.error_percent, s.share, least(p.low, s.share) * c.value as low,
    s.share * c.value as value, greatest(p.high, s.share) * c.value as high, 'GWh' as unit, 'estimated' as kind,
    concat_ws(';', c.series_id, s.series_id, b.series_id) as series_id,
    concat_ws(';', c.source_id, s.source_id, b.source_id) as source_id, c.vintage,
    concat('allocated by ', b.proxy, ', mean error ', round(b.error_percent, 1), ' % where metered') as note
from clp_sales as c
join best as b on b.user_type = c.user_type
join share as s on s.user_type = c.user_type and s.proxy = b.proxy and s.year = left(c.period, 4)
join spread as p on p.user_type = s.user_type and p.district = s.district and p.year = s.year
order by c.period, c.user_type, s.district
