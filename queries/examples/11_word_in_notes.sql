select table_name, period, value, unit, kind, note, source_id
from observation
where note ilike '%estimate%'
order by table_name, period
limit 100;
