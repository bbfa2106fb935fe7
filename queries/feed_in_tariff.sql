-- title: Feed-in tariff rates
-- what: Rates paid for each kWh of private renewable electricity by capacity band, with the dates they held.
-- formula: as published
-- returns: period, band, starts, ends, value
select
    period, band, split_part(period, '/', 1) as starts, nullif(split_part(period, '/', 2), '..') as ends, value, unit,
    kind, series_id, source_id, vintage, note
from electricity_renewables
where series_id = 'electricity.feed_in_tariff_rate'
order by starts, value desc, band
