-- title: Feed-in tariff uptake
-- what: Applications, approvals and approved yearly output under the feed-in tariff, where published.
-- formula: as published
-- returns: period, utility, metric, value
-- units: by row
select
    period, utility, split_part(series_id, '.', 2) as metric, value, unit, kind, series_id, source_id, vintage, note
from electricity_renewables
where series_id like 'electricity.feed_in_tariff_%' and series_id <> 'electricity.feed_in_tariff_rate'
  and value is not null
order by metric, utility, period
