select split_part(table_name, '_', 1) as area, kind, count(*) as figures
from observation
group by all
order by area, figures desc;
