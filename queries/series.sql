-- title: Series
-- what: Every series with its titles in three languages, unit, coverage and number of figures.
-- formula: registry data/series.csv with counts of the rows
-- returns: series_id, area, title_en, title_zh_hant, title_zh_hans, definition, rows, first_period, last_period
-- units: by row
select
    s.series_id, s.area, s.title_en, s.title_zh_hant, s.title_zh_hans, s.definition, s.unit, s.kind,
    count(o.series_id) as rows, min(o.period) as first_period, max(o.period) as last_period,
    string_agg(distinct o.source_id, ';') as source_id
from series as s
left join observation as o on o.series_id = s.series_id
group by all
order by s.area, s.series_id
