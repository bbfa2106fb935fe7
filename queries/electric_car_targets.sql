-- title: What the targets ask of the electric share of private cars
-- what: The electric share that the end of new fossil cars and the end of vehicular emissions would need.
-- formula: no fossil or hybrid car newly registered, or none emitting on the road, read as a share of 100 %
-- returns: target_id, target_year, value
select
    target_id, target_year, 100.0 as value, '%' as unit, 'scenario' as kind, cast(null as varchar) as series_id, source_id,
    cast(null as varchar) as vintage, note
from target
where target_id in ('tr_noreg_2035', 'tr_zev_2050')
order by target_year
