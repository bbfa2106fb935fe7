-- Run once in the process of public statements: the unit of a column of figures, where it has one and only one.
-- What a column means may end in its unit, "[GWh]"; it counts where data/units.csv knows it.
select c.table_name, c.column_name, u.unit
from duckdb_columns() as c
join unit as u on u.unit = regexp_extract(c.comment, ' \[([^\]]+)\]$', 1)
where c.database_name = current_database() and not c.internal
  and c.data_type in ('DOUBLE', 'FLOAT', 'INTEGER', 'BIGINT', 'HUGEINT')
order by c.table_name, c.column_name;
