-- title: The allocation to districts, put to the test
-- what: Every proxy tried for each type of user: the metered districts predicted as if unknown, against what was metered.
-- formula: error = territory's electricity × the district's share of the proxy ÷ metered − 1, mean of the years; the
--   proxy kept is the one with the smallest mean absolute error over the four districts
-- returns: user_type, proxy, rank, is_kept, district, predicted, metered, value, mean_error
with scored as (
    select *, avg(abs(value)) over (partition by user_type, proxy) as mean_error from district_proxy_test
)
select
    user_type, proxy, dense_rank() over (partition by user_type order by mean_error, proxy) as rank,
    dense_rank() over (partition by user_type order by mean_error, proxy) = 1 as is_kept, district, years, predicted,
    metered, value, mean_error, unit, kind, series_id, source_id, vintage, note
from scored
order by user_type, rank, district
