-- title: Buildings and air conditioning in all electricity
-- what: Share of homes and commerce together, and of air conditioning, in all electricity used in Hong Kong.
-- formula: share = electricity of the part ÷ electricity of the four sectors × 100, both of one EMSD edition
-- returns: period, part, energy_tj, value
with edition as (
    select vintage from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and fuel = 'electricity' and end_use = 'lighting' and sector = 'all'
      and segment = 'all' and vintage <> 'not_stated'
    order by vintage desc limit 1
),
electricity as (
    select
        cast(e.period as integer) as period, e.sector, e.end_use, e.value, e.series_id, e.source_id, e.vintage
    from buildings_energy_end_use as e
    join edition as n on n.vintage = e.vintage
    where e.series_id = 'buildings.energy_end_use' and e.fuel = 'electricity' and e.segment = 'all'
      and regexp_full_match(e.period, '\d{4}')
),
whole as (
    select period, sum(value) as value from electricity
    where end_use = 'all' and sector in ('residential', 'commercial', 'industrial', 'transport')
    group by period having count(*) = 4
),
part as (
    select
        period, 'buildings' as part, sum(value) as energy_tj, any_value(series_id) as series_id,
        any_value(source_id) as source_id, any_value(vintage) as vintage
    from electricity where end_use = 'all' and sector in ('residential', 'commercial')
    group by period having count(*) = 2
    union all by name
    select period, 'air_conditioning' as part, value as energy_tj, series_id, source_id, vintage
    from electricity where end_use = 'air_conditioning' and sector = 'all'
)
select
    p.period, p.part, p.energy_tj, p.energy_tj / w.value * 100 as value, '%' as unit, 'derived' as kind, p.series_id,
    p.source_id, p.vintage, 'of the electricity of homes, commerce, industry and transport' as note
from part as p
join whole as w on w.period = p.period
order by p.part, p.period
