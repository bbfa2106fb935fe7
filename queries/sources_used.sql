-- title: Sources used
-- what: Every publication with the number of figures, tables and series that rest on it.
-- formula: counts of the rows that cite it
-- returns: source_id, publisher, title, url, published, accessed, licence, rows, tables, series, first_period, last_period
select
    s.source_id, s.publisher, s.title, s.url, s.published, s.accessed, s.licence, count(o.source_id) as rows,
    coalesce(string_agg(distinct o.table_name, ';'), '') as tables, count(distinct o.series_id) as series,
    min(o.period) as first_period, max(o.period) as last_period
from source as s
left join observation as o on o.source_id = s.source_id
group by all
order by rows desc, s.source_id
