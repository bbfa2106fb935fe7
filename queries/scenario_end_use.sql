-- title: End uses by sector for the scenarios
-- what: Energy of the newest year broken down by sector and end use, and the newest totals by end use of all sectors.
-- formula: segments of homes and trades added up; other fuel = all fuels − electricity where only those two are printed
-- returns: part, period, sector, end_use, carrier, value
with printed as (
    select
        cast(period as integer) as period, sector, segment, end_use, fuel, value, kind, series_id, source_id, vintage
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and vintage = '2018' and sector in ('residential', 'commercial', 'industrial')
      and end_use <> 'all' and value is not null and regexp_full_match(period, '\d{4}') and fuel in ('all', 'electricity', 'non_electric')
      and (segment <> 'all' or sector = 'industrial')
    qualify cast(period as integer) = max(cast(period as integer)) over ()
),
split as (
    select * exclude (fuel, segment), 'electricity' as carrier from printed where fuel = 'electricity'
    union all by name
    select * exclude (fuel, segment), 'other_fuel' as carrier from printed where fuel = 'non_electric'
    union all by name
    select w.* exclude (fuel, segment) replace (w.value - e.value as value), 'other_fuel' as carrier
    from printed as w
    join printed as e
        on e.sector = w.sector and e.segment = w.segment and e.end_use = w.end_use and e.fuel = 'electricity'
    where w.fuel = 'all' and w.value > e.value
),
seed as (
    select
        'by_sector' as part, period, sector, end_use, carrier, sum(value) as value, 'derived' as kind,
        any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id, any_value(vintage) as vintage
    from split
    group by period, sector, end_use, carrier
),
total as (
    select
        'total' as part, cast(period as integer) as period, sector, end_use,
        case fuel when 'electricity' then 'electricity' when 'town_gas_lpg' then 'other_fuel' end as carrier, value, kind,
        series_id, source_id, vintage
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and sector = 'all' and segment = 'all' and regexp_full_match(period, '\d{4}')
      and ((fuel = 'electricity' and end_use in ('air_conditioning', 'cooking', 'hot_water', 'industrial_process_equipment',
          'lighting', 'office_equipment', 'others', 'refrigeration', 'vertical_transport'))
        or (fuel = 'town_gas_lpg' and end_use in ('cooking', 'hot_water', 'others')))
    qualify row_number() over (partition by period, end_use, fuel order by nullif(vintage, 'not_stated') desc) = 1
)
select part, period, sector, end_use, carrier, value, 'TJ' as unit, kind, series_id, source_id, vintage, '' as note from seed
union all by name
select part, period, sector, end_use, carrier, value, 'TJ' as unit, kind, series_id, source_id, vintage, '' as note from total
where period >= 2010
order by part, period, sector, end_use, carrier
