-- mart: clp_sales
-- what: Electricity sold by CLP Power by type of user, years from 2022 and half-years from 2024; what is to be allocated.
-- column period: year or half-year
-- column user_type: residential, commercial (with infrastructure and railways) or industrial
-- column value: electricity sold [GWh]
-- Totals are CLP Power's own from 2024; before, what EMSD counts in Hong Kong less what HK Electric sold. CLP Power
-- prints no annual sales by type of user for these years, so the split is ours, and the three types always add up to the
-- total: 2022 and 2023 as in EMSD's sectors less HK Electric; 2024 from 2023 by the published growth of each type; homes
-- in 2025 from the billed consumption of C&SD less HK Electric, industry in 2025 by the published growth of January to
-- September. Half-years of 2024 take the seasons of homes in 2025.
with hk_electric as (
    select period, user_type, sum(value) as value, string_agg(distinct source_id, ';') as source_id
    from district_metered group by period, user_type
),
total as (
    select period, value, kind, series_id, source_id, vintage
    from electricity_utility
    where series_id = 'electricity.utility.sales' and utility = 'clp_power' and user_type = 'all' and value is not null
      and regexp_full_match(period, '202[4-9](-H1)?')
    qualify row_number() over (partition by period order by nullif(vintage, 'not_stated') desc, source_id) = 1
    union all by name
    select
        concat(y.period, '-H2') as period, y.value - h.value as value, 'derived' as kind, y.series_id,
        concat_ws(';', y.source_id, h.source_id) as source_id, y.vintage
    from electricity_utility as y
    join electricity_utility as h on h.period = concat(y.period, '-H1') and h.series_id = y.series_id
     and h.utility = y.utility and h.user_type = y.user_type
    where y.series_id = 'electricity.utility.sales' and y.utility = 'clp_power' and y.user_type = 'all'
      and regexp_full_match(y.period, '202[4-9]')
    qualify row_number() over (partition by y.period order by nullif(y.vintage, 'not_stated') desc, y.source_id) = 1
),
end_use as (
    select
        cast(d.period as varchar) as period,
        case d.destination when 'transport' then 'commercial' else d.destination end as user_type,
        sum(d.value) as value, string_agg(distinct d.series_id, ';') as series_id,
        string_agg(distinct d.source_id, ';') as source_id, max(d.vintage) as vintage
    from electricity_delivered as d
    where d.destination <> 'export' and d.kind = 'observed'
    group by all
),
by_end_use as (
    select e.period, e.user_type, e.value - h.value as value, e.series_id,
        concat_ws(';', e.source_id, h.source_id) as source_id, e.vintage
    from end_use as e
    join hk_electric as h on h.period = e.period and h.user_type = e.user_type
),
-- Growth by type; CLP Power's commercial and infrastructure sectors weighted by their first quarter of 2024.
growth as (
    select
        left(g.period, 4) as period,
        case g.user_type when 'infrastructure' then 'commercial' when 'manufacturing' then 'industrial' else g.user_type end as user_type,
        sum(g.value * q.value) / sum(q.value) / 100 as value,
        string_agg(distinct concat_ws(';', g.source_id, q.source_id), ';') as source_id,
        string_agg(distinct concat_ws(';', g.series_id, q.series_id), ';') as series_id
    from electricity_utility as g
    join electricity_utility as q on q.series_id = 'electricity.utility.sales' and q.utility = g.utility
     and q.user_type = g.user_type and q.period = '2024-Q1'
    where g.series_id = 'electricity.utility.sales_growth' and g.utility = 'clp_power'
      and (g.period = '2024' or (g.period = '2025-01/2025-09' and g.user_type = 'manufacturing'))
      and g.user_type in ('residential', 'commercial', 'infrastructure', 'manufacturing')
    group by all
),
grown as (
    select b.user_type, b.value * (1 + g.value) as value, concat_ws(';', b.series_id, g.series_id) as series_id,
        concat_ws(';', b.source_id, g.source_id) as source_id
    from by_end_use as b
    join growth as g on g.user_type = b.user_type and g.period = '2024'
    where b.period = '2023'
),
year_2024 as (
    select g.user_type, g.value * t.value / sum(g.value) over () as value, t.value as total,
        concat_ws(';', g.series_id, t.series_id) as series_id, concat_ws(';', g.source_id, t.source_id) as source_id,
        t.vintage
    from grown as g
    join total as t on t.period = '2024'
),
billed as (
    select
        concat(left(period, 4), case when cast(right(period, 2) as integer) <= 6 then '-H1' else '-H2' end) as period,
        sum(value) filter (where user_type = 'domestic') / 3.6 as homes, sum(value) filter (where user_type = 'all') / 3.6 as everybody,
        any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id
    from electricity_consumption_by_user
    where series_id = 'electricity.consumption_by_user' and energy = 'electricity' and regexp_full_match(period, '\d{4}-\d{2}')
      and user_type in ('domestic', 'all')
    group by all
    having count(*) = 12
),
-- Billing lags behind: what C&SD gives is the share of homes, applied to the total that CLP Power printed.
homes_2025 as (
    select
        t.period, t.value * (b.homes - r.value) / (b.everybody - a.value) as value, t.value as total,
        concat_ws(';', b.series_id, t.series_id) as series_id,
        concat_ws(';', b.source_id, t.source_id, r.source_id) as source_id, t.vintage
    from billed as b
    join total as t on t.period = b.period
    join hk_electric as r on r.period = b.period and r.user_type = 'residential'
    join (select period, sum(value) as value from hk_electric group by period) as a on a.period = b.period
),
homes as (
    select period, value, total, series_id, source_id, vintage from homes_2025
    union all by name
    select t.period, y.value * h.value / sum(h.value) over () as value, t.value as total, y.series_id,
        concat_ws(';', y.source_id, t.source_id, h.source_id) as source_id, y.vintage
    from year_2024 as y
    join homes_2025 as h on true
    join total as t on t.period = concat('2024', right(h.period, 3))
    where y.user_type = 'residential'
),
industry as (
    select '2024' as year, value, series_id, source_id from year_2024 where user_type = 'industrial'
    union all by name
    select '2025' as year, y.value * (1 + g.value) as value, concat_ws(';', y.series_id, g.series_id) as series_id,
        concat_ws(';', y.source_id, g.source_id) as source_id
    from year_2024 as y
    join growth as g on g.user_type = y.user_type and g.period = '2025'
    where y.user_type = 'industrial'
),
half as (
    select h.period, h.value as residential, h.total - h.value - i.share as commercial, i.share as industrial,
        concat_ws(';', h.series_id, i.series_id) as series_id, concat_ws(';', h.source_id, i.source_id) as source_id,
        h.vintage
    from (
        select h.*, i.value * (h.total - h.value) / sum(h.total - h.value) over (partition by left(h.period, 4)) as share,
            i.series_id as more_series, i.source_id as more_sources
        from homes as h
        join industry as i on i.year = left(h.period, 4)
    ) as i
    join homes as h on h.period = i.period
),
by_half as (
    select
        period, unnest(['residential', 'commercial', 'industrial']) as user_type,
        unnest([residential, commercial, industrial]) as value, series_id, source_id, vintage
    from half
)
select
    period, user_type, value, 'GWh' as unit, 'derived' as kind, series_id, source_id, vintage,
    'sectors of EMSD less sales of HK Electric' as note
from by_end_use where period < '2024'
union all by name
select
    period, user_type, value, 'GWh' as unit, 'estimated' as kind, series_id, source_id, vintage,
    'total as published, split by growth, billed consumption and season' as note
from by_half
union all by name
select
    left(period, 4) as period, user_type, sum(value) as value, 'GWh' as unit, 'estimated' as kind,
    string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
    max(vintage) as vintage, 'sum of the two half-years' as note
from by_half
group by left(period, 4), user_type
having count(*) = 2
order by period, user_type
