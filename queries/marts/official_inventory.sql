-- mart: official_inventory
-- what: Every published or derivable level of Hong Kong's greenhouse gas inventory, by sector, year and vintage.
-- column period: calendar year
-- column sector: inventory sector; other = remainder where only some sectors were published
-- column low: lowest value the rounding of the published figures allows [kt CO2e]
-- column value: emissions [kt CO2e]
-- column high: highest value the rounding of the published figures allows [kt CO2e]
-- column method: published, share_of_total, change_on_previous_year, change_since_2014, per_person or remainder
-- A published level always wins over a derived one of the same vintage.
with published as (
    select
        cast(period as integer) as period, sector, value, kind, series_id, source_id, vintage, note,
        -- Announcements are rounded to 0.1 Mt, the tables to three significant figures.
        case
            when note ilike '%1 decimal%' then 50
            when note ilike '%rounded to 1 mt%' or note ilike '%rounded, old%' then 500
            when note ilike '%nearest 10 mt%' then 5000
            else 0.5 * pow(10, floor(log10(value)) - 2)
        end as half_step,
        row_number() over (
            partition by period, sector, vintage order by kind, length(coalesce(note, '')), source_id
        ) as preference
    from inventory_emissions_by_sector
    where series_id = 'inventory.emissions' and regexp_full_match(period, '\d{4}') and value is not null
),
level as (
    select * exclude (preference) from published where preference = 1
),
announced as (
    select
        cast(period as integer) as period, sector, series_id, value, kind, source_id, vintage,
        -- 61 % stands for 60.5-61.5, 60.4 % for 60.35-60.45.
        case when value = round(value) then 0.5 else 0.05 end as half_step
    from inventory_emission_announcements
    where regexp_full_match(period, '\d{4}') and value is not null
),
from_share as (
    select
        t.period, s.sector, t.vintage, 'share_of_total' as method,
        t.value * s.value / 100 as value,
        (t.value - t.half_step) * (s.value - s.half_step) / 100 as low,
        (t.value + t.half_step) * (s.value + s.half_step) / 100 as high,
        concat_ws(';', t.series_id, s.series_id) as series_id, concat_ws(';', t.source_id, s.source_id) as source_id,
        concat('published share of ', s.value, ' % × published total of ', t.value, ' kt') as note
    from level as t
    join announced as s on s.period = t.period and s.vintage = t.vintage and s.series_id = 'inventory.share_of_total'
    where t.sector = 'total' and s.sector <> 'total'
      and not exists (
          select 1 from level as l where l.period = t.period and l.vintage = t.vintage and l.sector = s.sector
      )
),
known as (
    select
        period, sector, vintage, 'published' as method, value, value - half_step as low, value + half_step as high,
        kind, series_id, source_id, coalesce(note, '') as note
    from level
    union all by name
    select *, 'derived' as kind from from_share
),
previous_year as (
    select
        k.period - 1 as period, k.sector, k.vintage, 'change_on_previous_year' as method,
        k.value / (1 + c.value / 100) as value,
        k.low / (1 + (c.value + c.half_step) / 100) as low,
        k.high / (1 + (c.value - c.half_step) / 100) as high,
        'derived' as kind,
        concat_ws(';', k.series_id, c.series_id) as series_id, concat_ws(';', k.source_id, c.source_id) as source_id,
        concat('level of ', k.period, ' and its published change of ', c.value, ' %') as note
    from known as k
    join announced as c
      on c.period = k.period and c.sector = k.sector and c.vintage = k.vintage
     and c.series_id = 'inventory.change_on_previous_year'
),
since_2014 as (
    select
        2014 as period, k.sector, k.vintage, 'change_since_2014' as method,
        k.value / (1 + c.value / 100) as value,
        k.low / (1 + (c.value + c.half_step) / 100) as low,
        k.high / (1 + (c.value - c.half_step) / 100) as high,
        'derived' as kind,
        concat_ws(';', k.series_id, c.series_id) as series_id, concat_ws(';', k.source_id, c.source_id) as source_id,
        concat('level of ', k.period, ' and its published change of about ', c.value, ' % since 2014') as note
    from known as k
    join announced as c
      on c.period = k.period and c.sector = k.sector and c.vintage = k.vintage
     and c.series_id = 'inventory.change_since_2014'
),
-- 2021 is known only as a change on 2020, 2022 only as an amount per person: both cross vintages and say so.
next_year as (
    select
        c.period, k.sector, c.vintage, 'change_on_previous_year' as method,
        k.value * (1 + c.value / 100) as value,
        k.low * (1 + (c.value - c.half_step) / 100) as low,
        k.high * (1 + (c.value + c.half_step) / 100) as high,
        'derived' as kind,
        concat_ws(';', k.series_id, c.series_id) as series_id, concat_ws(';', k.source_id, c.source_id) as source_id,
        concat('level of ', k.period, ' in vintage ', k.vintage, ' and the change of ', c.value,
               ' % published later') as note
    from announced as c
    join known as k on k.period = c.period - 1 and k.sector = c.sector and k.sector = 'total' and k.vintage < c.vintage
    where c.series_id = 'inventory.change_on_previous_year'
      and not exists (select 1 from known as l where l.period = c.period and l.sector = c.sector)
      and k.vintage = (
          select max(o.vintage) from known as o
          where o.period = c.period - 1 and o.sector = c.sector and o.vintage < c.vintage
      )
),
per_person as (
    select
        a.period, 'total' as sector, a.vintage, 'per_person' as method,
        a.value * p.value / 1e3 as value, (a.value - 0.005) * p.value / 1e3 as low,
        (a.value + 0.005) * p.value / 1e3 as high, 'derived' as kind,
        concat_ws(';', a.series_id, p.series_id) as series_id, concat_ws(';', a.source_id, p.source_id) as source_id,
        concat('published ', a.value, ' t per person × mid-year population') as note
    from announced as a
    join inventory_population as p on cast(a.period as varchar) = p.period and p.series_id = 'inventory.population'
    where a.series_id = 'inventory.emissions_per_person' and a.period = 2022
      and not exists (select 1 from known as l where l.period = a.period and l.sector = 'total')
    -- The population estimate of the time of the announcement, not a later revision.
    qualify row_number() over (
        partition by a.period, a.vintage order by p.vintage > a.vintage, p.vintage desc, p.source_id
    ) = 1
),
all_levels as (
    select * from known
    union all by name
    select * from previous_year as p
    where not exists (
        select 1 from known as k where k.period = p.period and k.vintage = p.vintage and k.sector = p.sector
    )
    union all by name
    select * from since_2014 as s
    where not exists (
        select 1 from known as k where k.period = s.period and k.vintage = s.vintage and k.sector = s.sector
    )
    union all by name
    select * from next_year
    union all by name
    select * from per_person
),
remainder as (
    select
        t.period, 'other' as sector, t.vintage, 'remainder' as method,
        any_value(t.value) - sum(s.value) as value, any_value(t.low) - sum(s.high) as low,
        any_value(t.high) - sum(s.low) as high, 'derived' as kind,
        string_agg(distinct s.series_id, ';') as series_id, string_agg(distinct s.source_id, ';') as source_id,
        'total less electricity, transport and waste: other fuel, industrial processes and agriculture together' as note
    from all_levels as t
    join all_levels as s on s.period = t.period and s.vintage = t.vintage
    where t.sector = 'total'
      and s.sector in ('electricity', 'transport', 'waste')
      and not exists (
          select 1 from all_levels as l
          where l.period = t.period and l.vintage = t.vintage and l.sector = 'other_fuel'
      )
    group by t.period, t.vintage
    having count(distinct s.sector) = 3
)
select
    period, sector, least(low, value) as low, value, greatest(high, value) as high, 'kt CO2e' as unit, kind, method,
    series_id, source_id, vintage, note
from (select * from all_levels union all by name select * from remainder)
order by period, sector, vintage, source_id
