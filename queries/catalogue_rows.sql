-- title: Rows of a table
-- what: A table of the database as it stands, row by row; the columns are those of the table.
-- formula: as stored; nothing is left out
-- returns: csv_row
-- params: table = inventory_emissions_by_sector, limit = null
-- units: by row
select *
from query_table($table)
order by all
limit $limit
