-- title: Tables of the database
-- what: Every table with what it holds and its rows; for published figures also series, publications and periods.
-- formula: the database's own description of itself; counts of the rows of data/facts
-- returns: table_name, what, value, file, series, sources, first_period, last_period
select
    t.table_name, t.comment as what, t.estimated_size as value, o.file, o.series, o.sources, o.first_period,
    o.last_period, 'rows' as unit, coalesce(o.kind, 'derived') as kind, o.source_id
from duckdb_tables() as t
left join (
    select
        table_name, any_value(file) as file, count(distinct series_id) as series, count(distinct source_id) as sources,
        min(nullif(period, 'undated')) as first_period, max(nullif(period, 'undated')) as last_period,
        -- As weak as the weakest of its figures.
        arg_max(kind, list_position(['observed', 'reported', 'derived', 'estimated', 'assumed', 'scenario'], kind)) as kind,
        string_agg(distinct source_id, ';') as source_id
    from observation
    group by table_name
) as o on o.table_name = t.table_name
where t.database_name = current_database() and not t.internal
order by t.table_name
