-- title: Highest load of the two companies
-- what: The highest local load of a month or a year by company, and the sum of their own peaks with exports.
-- formula: as published; a year with twelve published months has the highest of them; the sum for the city is of two
--   peaks that need not be at the same hour
-- returns: period, utility, measure, value
with published as (
    select
        period, utility,
        case series_id
            when 'electricity.monthly_peak_demand' then 'monthly_peak'
            when 'electricity.local_peak_demand' then 'annual_peak'
            else 'annual_peak_with_exports'
        end as measure,
        value, unit, kind, series_id, source_id, vintage, coalesce(note, '') as note
    from electricity_balance
    where series_id in ('electricity.monthly_peak_demand', 'electricity.local_peak_demand', 'electricity.peak_demand')
      and value is not null
),
whole as (
    select
        period[1:4] as period, utility, 'annual_peak' as measure, max(value) as value, any_value(unit) as unit,
        'derived' as kind, any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id,
        max(vintage) as vintage, 'highest of the twelve published months' as note
    from published
    where measure = 'monthly_peak'
    group by period[1:4], utility
    having count(*) = 12
)
select * from published
union all by name
select w.* from whole as w
where not exists (
    select 1 from published as p
    where p.period = w.period and p.utility = w.utility and p.measure = w.measure
)
order by measure, utility, period
