-- check: gaps
-- severity: info
-- what: Years missing inside an annual run of one series, dimensions, vintage and source. A gap stays a gap.
with year as (
    select distinct file, series_id, dimensions, vintage, source_id, cast(period as integer) as year,
        min(csv_row) over (partition by file, series_id, dimensions, vintage, source_id, period) as csv_row
    from observation
    where series_id is not null and regexp_full_match(period, '[0-9]{4}') and coalesce(value, low, high) is not null
),
step as (
    select *, lag(year) over (partition by file, series_id, dimensions, vintage, source_id order by year) as before,
        count(*) over run as years, max(year) over run - min(year) over run + 1 as span
    from year
    window run as (partition by file, series_id, dimensions, vintage, source_id)
)
select file, csv_row as "row",
    concat('no ', case when year - before = 2 then cast(before + 1 as varchar) else concat(before + 1, ' to ', year - 1) end,
           ' in ', series_id, ', ', dimensions, ' (', source_id, ', vintage ', vintage, ')') as what,
    concat('a row a year from ', before, ' to ', year, ', where published') as expected
from step
-- A run has at least three years, and more years than it lacks; the rest are single figures.
where year - before > 1 and years >= 3 and years > span - years
order by file, csv_row
