-- mart: district_electricity
-- what: Electricity used in each of the 18 districts by type of user: metered where metered, allocated elsewhere.
-- column district: letter of the district
-- column user_type: residential, commercial, industrial, or all
-- column period: year or half-year; before 2024 half-years exist for the metered districts only
-- column grade: metered (as published), allocated (range within a third of the value on both sides), indicative (wider)
-- column metered_gwh: the metered part; in Islands that is Lamma [GWh]
-- column low: lower end of the range; equal to the value where all is metered [GWh]
-- column value: electricity [GWh]
-- column high: upper end of the range [GWh]
-- Ranges of the types of user are taken as independent: those of the total are the root of their summed squares.
with part as (
    select district, user_type, period, value as metered, 0.0 as allocated, 0.0 as below, 0.0 as above, kind, series_id,
        source_id, vintage
    from district_metered
    union all by name
    select district, user_type, period, 0.0 as metered, value as allocated, value - low as below, high - value as above,
        kind, series_id, source_id, vintage
    from district_allocation
),
by_type as (
    select
        district, user_type, period, sum(metered) as metered, sum(allocated) as allocated, sum(below) as below,
        sum(above) as above, bool_or(kind = 'estimated') as is_estimated, bool_or(kind = 'derived') as is_derived,
        string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
        max(vintage) as vintage
    from part
    group by district, user_type, period
),
every_type as (
    select * from by_type
    union all by name
    select
        district, 'all' as user_type, period, sum(metered) as metered, sum(allocated) as allocated,
        sqrt(sum(below * below)) as below, sqrt(sum(above * above)) as above, bool_or(is_estimated) as is_estimated,
        true as is_derived, string_agg(distinct series_id, ';') as series_id,
        string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage
    from by_type
    group by district, period
    having count(*) = 3
)
select
    e.district, e.user_type, e.period,
    case
        when e.allocated = 0 then 'metered'
        when greatest(e.below, e.above) <= (e.metered + e.allocated) / 3 then 'allocated'
        else 'indicative'
    end as grade,
    e.metered as metered_gwh, e.metered + e.allocated - e.below as low, e.metered + e.allocated as value,
    e.metered + e.allocated + e.above as high, 'GWh' as unit,
    case when e.is_estimated then 'estimated' when e.is_derived then 'derived' else 'observed' end as kind,
    e.series_id, e.source_id, e.vintage,
    case when e.allocated = 0 then 'metered by HK Electric' when e.metered > 0
        then 'Lamma metered by HK Electric, the rest allocated' else 'allocated from sales of CLP Power' end as note
from every_type as e
-- Lamma alone is not the district of Islands: without the part that CLP Power supplies there is no figure.
where e.district <> 'T' or e.allocated > 0
order by e.period, e.user_type, e.district
