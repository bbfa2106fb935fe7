-- title: Distance to the electricity targets
-- what: How far the newest year is from each 2035 electricity target.
-- formula: target − newest share, in percentage points, to the near and to the far end of the target range
-- returns: target_id, target_year, latest_period, value, low, high, distance_low, distance_high
with shares as (
    select
        period as latest_period, sum(value) filter (where fuel = 'coal') as coal,
        sum(value) filter (where fuel in ('bioenergy', 'solar', 'wind', 'net_imports')) as zero_carbon,
        sum(value) filter (where fuel in ('bioenergy', 'solar', 'wind')) as renewable, any_value(kind) as kind,
        string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
        max(vintage) as vintage
    from electricity_supply_shares
    where period = (select max(period) from electricity_supply_shares)
    group by period
),
paired as (
    select
        t.target_id, t.target_year, s.latest_period,
        case t.target_id when 'elec_coal_2035' then s.coal when 'elec_zc_2035' then s.zero_carbon
                         else s.renewable end as value,
        t.low, t.high, s.kind, s.series_id, concat_ws(';', s.source_id, t.source_id) as source_id, s.vintage, t.note
    from target as t
    cross join shares as s
    where t.target_id in ('elec_coal_2035', 'elec_zc_2035', 'elec_re_2035')
)
select
    *, '%' as unit,
    case when target_id = 'elec_coal_2035' then high - value else low - value end as distance_low,
    case when target_id = 'elec_coal_2035' then low - value else high - value end as distance_high
from paired
order by target_id
