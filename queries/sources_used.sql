-- title: Sources used
-- what: Every publication with the number of figures, tables and series that rest on it, and how new they are.
-- formula: counts of the rows that cite it; measured share = official or reported figures ÷ all its figures
-- returns: source_id, publisher, title, url, published, accessed, licence, rows, areas, tables, series, measured_share,
--   first_period, last_period, kind
select
    s.source_id, s.publisher, s.title, s.url, s.archive_url, s.published, s.accessed, s.licence,
    count(o.source_id) as rows, coalesce(string_agg(distinct split_part(o.table_name, '_', 1), ';' order by split_part(o.table_name, '_', 1)), '') as areas,
    coalesce(string_agg(distinct o.table_name, ';' order by o.table_name), '') as tables,
    count(distinct o.series_id) as series,
    100.0 * count(*) filter (where o.kind in ('observed', 'reported')) / nullif(count(o.kind), 0) as measured_share,
    min(nullif(o.period, 'undated')) as first_period, max(nullif(o.period, 'undated')) as last_period, 'figures' as unit,
    -- As weak as the weakest of its figures.
    arg_max(o.kind, list_position(['observed', 'reported', 'derived', 'estimated', 'assumed', 'scenario'], o.kind)) as kind
from source as s
left join observation as o on o.source_id = s.source_id
group by all
order by rows desc, s.source_id
