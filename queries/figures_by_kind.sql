-- title: Figures by kind of evidence
-- what: How many published figures there are in each area and of each kind of evidence.
-- formula: count of the rows of data/facts with a kind
-- returns: area, kind, value
select
    split_part(o.table_name, '_', 1) as area, o.kind, count(*) as value, 'figures' as unit, string_agg(distinct o.source_id, ';') as source_id,
    string_agg(distinct o.series_id, ';') as series_id
from observation as o
where o.kind is not null and o.series_id is not null
group by area, o.kind
order by area, o.kind
