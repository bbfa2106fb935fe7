-- title: The same year in every edition of the inventory
-- what: What each published edition of the inventory gives for one sector and year, and how far that is from the edition
--   before it and from the newest.
-- formula: revision = this edition − the edition before it; distance = this edition ÷ newest edition − 1
-- returns: period, sector, vintage, value, method, earlier_vintage, earlier_value, revision, revision_percent,
--   newest_vintage, distance_percent, editions
-- params: sector = total
with level as (
    -- A year can be given by several publications of one edition: the published one first.
    select *
    from official_inventory
    where ($sector is null or sector = $sector) and sector <> 'other'
    qualify row_number() over (
        partition by period, sector, vintage order by method <> 'published', source_id
    ) = 1
),
compared as (
    select
        *,
        lag(vintage) over edition as earlier_vintage, lag(value) over edition as earlier_value,
        last_value(vintage) over whole as newest_vintage, last_value(value) over whole as newest_value,
        count(*) over (partition by period, sector) as editions
    from level
    window
        edition as (partition by period, sector order by vintage),
        whole as (partition by period, sector order by vintage
                  rows between unbounded preceding and unbounded following)
)
select
    period, sector, vintage, low, value, high, unit, kind, method, earlier_vintage, earlier_value,
    value - earlier_value as revision, 100 * (value / nullif(earlier_value, 0) - 1) as revision_percent,
    newest_vintage, 100 * (value / nullif(newest_value, 0) - 1) as distance_percent, editions,
    series_id, source_id, note
from compared
order by sector, period, vintage
