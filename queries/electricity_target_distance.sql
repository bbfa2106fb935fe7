-- title: Distance to the electricity targets
-- what: How far the newest year is from each 2035 electricity target.
-- formula: target − newest share, in percentage points, to the near and to the far end of the target range
-- returns: target_id, target_year, period, value, low, high, distance_low, distance_high
select
    l.target_id, l.target_year, l.latest_period as period, l.latest as value, l.low, l.high, l.unit, m.kind, m.series_id,
    concat_ws(';', m.source_id, t.source_id) as source_id, m.vintage, t.note, l.near - l.latest as distance_low,
    l.far - l.latest as distance_high
from target_level as l
join target_metric as m on m.target_id = l.target_id and m.period = l.latest_period
join target as t on t.target_id = l.target_id
where l.target_id in ('elec_coal_2035', 'elec_zc_2035', 'elec_re_2035')
order by l.target_id
