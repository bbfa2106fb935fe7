select s.publisher, s.title, count(*) as figures, s.licence, s.url
from observation o
join source s using (source_id)
group by all
order by figures desc
limit 20;
