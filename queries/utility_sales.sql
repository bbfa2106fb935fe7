-- title: Electricity sales of the utilities
-- what: Electricity sold by CLP Power and HK Electric in Hong Kong, by their own types of customer.
-- formula: as published; a year without a published total is the sum of its two published half-years
-- returns: period, utility, user_type, span, value
with published as (
    select
        period, utility, user_type,
        case
            when regexp_full_match(period, '\d{4}') then 'year'
            when period like '%-H_' then 'half_year'
            when period like '%-Q_' then 'quarter'
            else 'other'
        end as span,
        value, unit, kind, series_id, source_id, vintage, note
    from electricity_utility
    where series_id = 'electricity.utility.sales' and value is not null and utility in ('clp_power', 'hk_electric')
      and user_type not in ('export', 'all_including_export')
    qualify row_number() over (partition by period, utility, user_type order by nullif(vintage, 'not_stated') desc, source_id) = 1
),
summed as (
    select
        left(period, 4) as period, utility, user_type, 'year' as span, sum(value) as value, any_value(unit) as unit,
        'derived' as kind, any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id,
        max(vintage) as vintage, 'sum of the two half-years' as note
    from published
    where span = 'half_year'
    group by left(period, 4), utility, user_type
    having count(*) = 2
)
select * from published
union all by name
select s.* from summed as s
where not exists (
    select 1 from published as p
    where p.period = s.period and p.utility = s.utility and p.user_type = s.user_type
)
order by utility, period, user_type
