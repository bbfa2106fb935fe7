-- title: Saving targets of buildings and the distance to them
-- what: Electricity of homes and commerce against their targets for 2035 and 2050, in TJ, % and kt CO2e.
-- formula: target level = electricity of 2015 × (1 + target change); distance = latest − target level; kt = distance in
--   kWh × emissions per kWh consumed of the latest year; pace = change ÷ years (a straight line);
--   target_low is the far end of a target range (the larger saving), target_high the near end
-- returns: period, target_id, sector, base_year, base_value, target_year, target_low, target_high, value,
--   change_percent, distance_low, distance_high, distance_low_kt, distance_high_kt, pace_low, pace_high, pace_achieved
with edition as (
    select max(nullif(vintage, 'not_stated')) as vintage from (
        select vintage from buildings_energy_end_use
        where series_id = 'buildings.energy_end_use' and fuel = 'electricity' and sector = 'residential'
          and segment = 'all' and end_use = 'all'
        group by vintage having count(distinct period) > 3
    )
),
electricity as (
    select cast(e.period as integer) as period, e.sector, e.value, e.series_id, e.source_id, e.vintage
    from buildings_energy_end_use as e
    join edition as n on n.vintage = e.vintage
    where e.series_id = 'buildings.energy_end_use' and e.fuel = 'electricity' and e.segment = 'all'
      and e.end_use = 'all' and e.sector in ('residential', 'commercial') and regexp_full_match(e.period, '\d{4}')
),
latest as (
    select * from electricity qualify row_number() over (partition by sector order by period desc) = 1
),
asked as (
    select
        t.target_id, case when t.target_id like 'bld_com_%' then 'commercial' else 'residential' end as sector,
        t.base_year, t.target_year, t.low, t.high, t.source_id
    from target as t
    where t.target_id in ('bld_com_2035', 'bld_com_2050', 'bld_res_2035', 'bld_res_2050')
),
levels as (
    select
        a.target_id, a.sector, a.base_year, b.value as base_value, a.target_year,
        b.value * (1 + a.low / 100) as target_low, b.value * (1 + a.high / 100) as target_high,
        l.period as latest_period, l.value,
        l.series_id, concat_ws(';', l.source_id, a.source_id) as source_id, l.vintage
    from asked as a
    join electricity as b on b.sector = a.sector and b.period = a.base_year
    join latest as l on l.sector = a.sector
)
select
    v.latest_period as period, v.target_id, v.sector, v.base_year, v.base_value, v.target_year, v.target_low,
    v.target_high, v.value, (v.value / v.base_value - 1) * 100 as change_percent,
    v.value - v.target_high as distance_low, v.value - v.target_low as distance_high,
    (v.value - v.target_high) / 3.6 * i.value as distance_low_kt,
    (v.value - v.target_low) / 3.6 * i.value as distance_high_kt,
    (v.target_high - v.value) / (v.target_year - v.latest_period) as pace_low,
    (v.target_low - v.value) / (v.target_year - v.latest_period) as pace_high,
    (v.value - v.base_value) / (v.latest_period - v.base_year) as pace_achieved, 'TJ' as unit,
    case when i.kind = 'estimated' then 'estimated' else 'derived' end as kind,
    concat_ws(';', v.series_id, i.series_id) as series_id, concat_ws(';', v.source_id, i.source_id) as source_id,
    v.vintage, 'EMSD sectors stand for the buildings that the target speaks of' as note
from levels as v
join electricity_consumption_intensity as i on i.period = v.latest_period
order by v.sector, v.target_year
