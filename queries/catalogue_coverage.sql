-- title: Coverage of the tables
-- what: How many figures each table has of each series and period, and from which publications.
-- formula: count of the rows of data/facts that have a value or a range
-- returns: table_name, series_id, period, value
-- params: table = null
select
    table_name, series_id, period, count(*) as value, 'figures' as unit,
    arg_max(kind, list_position(['observed', 'reported', 'derived', 'estimated', 'assumed', 'scenario'], kind)) as kind,
    string_agg(distinct source_id, ';' order by source_id) as source_id
from observation
where
    kind is not null and series_id is not null and ($table is null or table_name = $table)
    and (value is not null or low is not null or high is not null or value_text is not null)
group by table_name, series_id, period
order by table_name, series_id, period
