-- title: Electricity tariffs
-- what: Average net tariff and its components by utility, where a level was published (changes are not levels).
-- formula: as published
-- returns: period, utility, component, starts, ends, value
-- params: utility = null
with levels as (
    select
        *, strptime(concat(period, case length(period) when 4 then '-01-01' when 7 then '-01' else '' end), '%Y-%m-%d')
            as starts
    from electricity_tariffs
    where series_id = 'electricity.tariff' and value is not null and ($utility is null or utility = $utility)
      and regexp_full_match(period, '\d{4}(-\d{2}){0,2}')
)
select
    period, utility, component, strftime(starts, '%Y-%m-%d') as starts,
    -- Tariffs are set for a calendar year: nothing is carried into a year for which nothing was published.
    strftime(least(
        lead(starts) over (partition by utility, component order by starts, source_id) - interval 1 day,
        make_timestamp(year(starts), 12, 31, 0, 0, 0)
    ), '%Y-%m-%d') as ends,
    value, unit, kind, series_id, source_id, vintage, note
from levels
order by utility, component, starts, source_id
