-- title: City targets as levels
-- what: The city-wide emission targets in force, as levels on the newest inventory vintage that has the base year.
-- formula: base-year level × (1 + target change); neutrality is a level of zero
-- returns: target_id, target_year, low, value, high, base_year, base_value
select
    l.target_id, l.target_year, l.base_year, l.base_level as base_value, l.level_low as low,
    (l.level_low + l.level_high) / 2 as value, l.level_high as high, l.unit, l.kind,
    coalesce(b.series_id, 'inventory.emissions') as series_id, concat_ws(';', t.source_id, b.source_id) as source_id,
    coalesce(l.base_vintage, 'not_stated') as vintage, t.note
from target_level as l
join target as t on t.target_id = l.target_id
left join target_metric as b on b.target_id = l.target_id and b.period = l.base_year
where l.target_id in ('city_half_2035', 'city_neutral_2050')
order by l.target_year
