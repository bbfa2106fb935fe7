-- title: Last period of every published series
-- what: The last period that the facts hold of each series, publication, edition and kind, and how many figures.
-- formula: greatest period that is no span; count of the rows
-- returns: source_id, series_id, vintage, kind, last_period, value
select
    o.source_id, o.series_id, o.vintage, o.kind, max(o.period) as last_period, count(*) as value, 'figures' as unit
from observation as o
where o.kind is not null and o.series_id is not null and regexp_full_match(o.period, '\d{4}(-(\d{2}(-\d{2})?|H[12]|Q[1-4]))?')
group by o.source_id, o.series_id, o.vintage, o.kind
order by o.source_id, o.series_id, o.vintage, o.kind
