-- title: Electricity targets and the way there
-- what: For the 2035 electricity targets: the share they limit, year by year, with the target range.
-- formula: coal = coal share of supply; zero carbon = bioenergy + solar + wind + net imports; renewable = bioenergy +
--   solar + wind (supply = gross local generation + net imports)
-- returns: target_id, period, value, low, high, target_year
select
    m.target_id, m.period, m.value, t.low, t.high, t.target_year, m.unit, m.kind, m.series_id,
    concat_ws(';', m.source_id, t.source_id) as source_id, m.vintage, t.note
from target_metric as m
join target as t on t.target_id = m.target_id
where m.target_id in ('elec_coal_2035', 'elec_zc_2035', 'elec_re_2035')
order by m.target_id, m.period
