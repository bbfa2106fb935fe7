-- title: Government projection of electric private cars
-- what: How many electric private cars the Government expects, as reported with its Updated Roadmap of 2026.
-- formula: as reported
-- returns: period, value
select
    cast(period as integer) as period, value, unit, kind, series_id, source_id, vintage, coalesce(note, '') as note
from transport_electric_vehicles
where series_id = 'transport.electric_cars_projection'
order by period
