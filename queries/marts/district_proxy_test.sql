-- mart: district_proxy_test
-- what: Each proxy put to the test: the metered districts of HK Electric predicted as if nothing were known of them.
-- column user_type: residential, commercial or industrial
-- column proxy: code of the proxy
-- column district: one of the four districts that are metered as a whole
-- column years: years compared
-- column predicted: territory's electricity × the district's share of the proxy, mean of the years [GWh]
-- column metered: what HK Electric metered, mean of the years [GWh]
-- column value: predicted ÷ metered − 1, mean of the years [%]
-- The territory is what both companies sold. Islands (T), where HK Electric supplies Lamma only, is no test.
with metered as (
    select district, user_type, period, value, series_id, source_id
    from district_metered where regexp_full_match(period, '\d{4}') and district <> 'T'
),
territory as (
    select period, user_type, sum(value) as value, string_agg(distinct source_id, ';') as source_id,
        string_agg(distinct series_id, ';') as series_id, bool_or(kind = 'estimated') as is_estimated
    from (
        select period, user_type, value, source_id, series_id, kind from clp_sales
        union all
        select period, user_type, value, source_id, series_id, kind from district_metered
    )
    where regexp_full_match(period, '\d{4}') and period in (select period from clp_sales)
    group by period, user_type
),
share as (
    select *, value / sum(value) over (partition by user_type, proxy, period) as share,
        count(*) over (partition by user_type, proxy, period) as districts
    from district_proxy
)
select
    s.user_type, s.proxy, s.district, count(*) as years, avg(t.value * s.share) as predicted, avg(m.value) as metered,
    100 * avg(t.value * s.share / m.value - 1) as value, '%' as unit, 'estimated' as kind,
    string_agg(distinct concat_ws(';', s.series_id, m.series_id, t.series_id), ';') as series_id,
    string_agg(distinct concat_ws(';', s.source_id, m.source_id, t.source_id), ';') as source_id,
    max(s.vintage) as vintage, 'predicted as if nothing were known of the district' as note
from share as s
join territory as t on t.period = s.period and t.user_type = s.user_type
join metered as m on m.period = s.period and m.user_type = s.user_type and m.district = s.district
where s.districts = 18
group by s.user_type, s.proxy, s.district
order by s.user_type, s.proxy, s.district
