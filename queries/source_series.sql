-- title: What a publication feeds
-- what: The series and tables that rest on a publication, with the number of figures and the periods they cover.
-- formula: counts of the rows of data/facts that cite it
-- returns: source_id, series_id, title_en, title_zh_hant, title_zh_hans, table_name, value, first_period, last_period
-- params: source_id = null
select
    o.source_id, o.series_id, s.title_en, s.title_zh_hant, s.title_zh_hans, o.table_name, count(*) as value,
    'figures' as unit, min(nullif(o.period, 'undated')) as first_period, max(nullif(o.period, 'undated')) as last_period,
    -- As weak as the weakest of its figures.
    arg_max(o.kind, list_position(['observed', 'reported', 'derived', 'estimated', 'assumed', 'scenario'], o.kind)) as kind
from observation as o
join series as s on s.series_id = o.series_id
where $source_id is null or o.source_id = $source_id
group by all
order by o.source_id, value desc, o.series_id, o.table_name
