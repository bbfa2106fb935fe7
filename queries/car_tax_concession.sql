-- title: Tax concession for electric private cars
-- what: When the ceilings of the first registration tax concession changed: general, and under One-for-One Replacement.
-- formula: as announced; value = ceiling under One-for-One Replacement, general_cap_hkd = without a car given up
-- returns: event, period, value, general_cap_hkd
with caps as (
    select
        scheme, value, kind, series_id, source_id, vintage,
        nullif(split_part(period, '/', 1), '..') as starts, nullif(split_part(period, '/', 2), '..') as ends
    from transport_vehicle_taxes
    where series_id = 'transport.registration_tax_concession_cap' and vehicle_class = 'private_cars'
      and scheme in ('general', 'one_for_one', 'none') and value is not null
),
-- One row a scheme and turning point; of two publications of the same ceiling the one with full dates is kept.
turning (event, period, scheme, value, kind, series_id, source_id, vintage, note) as (
    select 'started', starts, scheme, value, kind, series_id, source_id, vintage, 'ceiling in force from this day'
    from caps where starts = '2018-02-28'
    union all
    select
        'raised', '2021-04-01', c.scheme, c.value, c.kind, c.series_id, c.source_id, c.vintage,
        'in force before the change of 2024; the day it began was not found: set after the last day of the ceiling before it'
    from caps as c where c.starts is null and c.ends = '2024-03-31'
    union all
    select 'cut', starts, scheme, value, kind, series_id, source_id, vintage, 'none above HK$500,000 before tax'
    from caps where starts = '2024-04-01'
    union all
    select 'ended', starts, ended.scheme, value, kind, series_id, source_id, vintage, 'announced on 25 February 2026'
    from caps cross join (values ('general'), ('one_for_one')) as ended (scheme) where caps.scheme = 'none'
)
select
    event, period, max(value) filter (where scheme = 'one_for_one') as value,
    max(value) filter (where scheme = 'general') as general_cap_hkd, 'HK$' as unit, max(kind) as kind,
    string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
    max(vintage) as vintage, any_value(note) as note
from turning
group by event, period
order by period
