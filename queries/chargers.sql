-- title: Chargers and charging spaces
-- what: Public chargers for electric vehicles, the quick and fast ones among them, and parking spaces with charging.
-- formula: as published or reported, often rounded; labels of speed differ between publications, so quick and fast
--   chargers are only those of the statements that count both together
-- returns: period, measure, value
-- units: by row
select
    period,
    case
        when series_id = 'transport.charging_spaces' then 'charging_spaces'
        when charger_type = 'quick_and_fast' then 'fast_chargers'
        else 'public_chargers'
    end as measure,
    value, unit, kind, series_id, source_id, vintage, coalesce(note, '') as note
from transport_chargers
where district = 'all' and stage = 'in_service' and value is not null and not contains(period, '/')
  and ((series_id = 'transport.public_chargers' and provider = 'all' and charger_type in ('all', 'quick_and_fast'))
    or (series_id = 'transport.charging_spaces' and charger_type = 'charging_enabled'))
order by measure, period, source_id
