-- title: Columns of the database
-- what: Every column of every table with its type and what it means.
-- formula: the database's own description of itself
-- returns: table_name, column_name, type, what, value
select
    c.table_name, c.column_name, lower(c.data_type) as type, coalesce(c.comment, '') as what, c.column_index as value,
    'one' as unit, 'derived' as kind
from duckdb_columns() as c
join duckdb_tables() as t on t.table_name = c.table_name and t.database_name = c.database_name
where c.database_name = current_database() and not c.internal
order by c.table_name, c.column_index
