-- title: Targets for chargers and charging spaces
-- what: How many public chargers, fast chargers and parking spaces with charging the Government aims at, and by when.
-- formula: as published or reported; upper = far end of a range; is_past = the date has gone by or the target was replaced
-- returns: period, measure, value, upper, is_past
-- units: by row
select
    left(period, 7) as period,
    case
        when series_id = 'transport.charging_space_target' then 'charging_spaces'
        when charger_type = 'fast' then 'fast_chargers'
        else 'public_chargers'
    end as measure,
    coalesce(value, low) as value, coalesce(high, value) as upper, period = '2025' as is_past, unit, kind, series_id,
    source_id, vintage, coalesce(note, '') as note
from transport_chargers
where stage = 'target' and district = 'all' and provider = 'all' and not (charger_type = 'fast' and period = '2027')
  and charger_type <> 'quick_and_fast'
order by measure, period
