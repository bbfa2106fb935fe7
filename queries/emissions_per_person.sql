-- title: Emissions per person
-- what: Published greenhouse gas emissions per person, newest vintage of each year.
-- formula: as published
-- returns: period, value
select cast(period as integer) as period, value, unit, kind, series_id, source_id, vintage, note
from inventory_emission_announcements
where series_id = 'inventory.emissions_per_person' and regexp_full_match(period, '\d{4}') and value is not null
qualify row_number() over (partition by period order by nullif(vintage, 'not_stated') desc, source_id) = 1
order by period
