-- title: Tables for SQL
-- what: Every table that a reader's own SQL may ask, its columns, their types, and what they hold.
-- formula: read off the database itself; what only the app needs is left out
-- returns: table_name, table_what, column_name, type, column_what, place
-- params:
select
    c.table_name,
    coalesce(t.comment, '') as table_what,
    c.column_name,
    lower(c.data_type) as type,
    coalesce(c.comment, '') as column_what,
    c.column_index as place
from duckdb_columns() c
left join (
    select database_name, table_name, comment from duckdb_tables()
    union all
    select database_name, view_name, comment from duckdb_views()
) t on t.database_name = c.database_name and t.table_name = c.table_name
where c.database_name = 'hongkong' and not c.internal and c.table_name not in ('build')
order by c.table_name, c.column_index;
