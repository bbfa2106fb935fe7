-- title: End use by housing type and by trade
-- what: Electricity, or all other fuels, by end use within homes and commerce, in the newest year broken down.
-- formula: as published; other fuels = all fuels − electricity where the edition prints those two
-- returns: edition, period, sector, segment, end_use, carrier, value
-- params: edition = '2018', carrier = electricity
with printed as (
    select
        vintage as edition, cast(period as integer) as period, sector, segment, end_use, fuel, value, unit, kind,
        series_id, source_id, vintage, note
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and vintage = $edition and sector in ('residential', 'commercial')
      and segment <> 'all' and end_use <> 'all' and value is not null and regexp_full_match(period, '\d{4}')
    qualify cast(period as integer) = max(cast(period as integer)) over ()
),
split as (
    select * exclude (fuel), 'electricity' as carrier from printed where fuel = 'electricity'
    union all by name
    select * exclude (fuel), 'other_fuel' as carrier from printed where fuel = 'non_electric'
    union all by name
    select w.* exclude (fuel) replace (w.value - e.value as value, 'derived' as kind), 'other_fuel' as carrier
    from printed as w
    join printed as e
        on e.sector = w.sector and e.segment = w.segment and e.end_use = w.end_use and e.fuel = 'electricity'
    where w.fuel = 'all' and w.value > e.value
)
select edition, period, sector, segment, end_use, carrier, value, unit, kind, series_id, source_id, vintage, note
from split
where carrier = $carrier
order by sector, segment, end_use
