-- title: Electricity targets and the way there
-- what: For the 2035 electricity targets: the share they limit, year by year, with the target range.
-- formula: coal = coal share of supply; zero carbon = bioenergy + solar + wind + net imports; renewable = bioenergy +
--   solar + wind (supply = gross local generation + net imports)
-- returns: target_id, period, value, low, high, target_year
with shares as (
    select
        period, sum(value) filter (where fuel = 'coal') as coal,
        sum(value) filter (where fuel in ('bioenergy', 'solar', 'wind', 'net_imports')) as zero_carbon,
        sum(value) filter (where fuel in ('bioenergy', 'solar', 'wind')) as renewable, any_value(kind) as kind,
        string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
        max(vintage) as vintage
    from electricity_supply_shares
    group by period
)
select
    t.target_id, s.period,
    case t.target_id when 'elec_coal_2035' then s.coal when 'elec_zc_2035' then s.zero_carbon else s.renewable end
        as value,
    t.low, t.high, t.target_year, '%' as unit, s.kind, s.series_id, concat_ws(';', s.source_id, t.source_id) as source_id,
    s.vintage, t.note
from target as t
cross join shares as s
where t.target_id in ('elec_coal_2035', 'elec_zc_2035', 'elec_re_2035')
order by t.target_id, s.period
