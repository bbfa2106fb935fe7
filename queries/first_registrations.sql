-- title: First registrations of private cars by fuel
-- what: Private cars registered for the first time each month by fuel: new cars, or used imports.
-- formula: as published by month; share = cars of the fuel ÷ all cars of that month. Ex-government cars are left out.
--   Never to be added to or joined with Table 4.1(e), which counts all statuses and puts plug-in hybrids under petrol.
-- returns: period, fuel, condition, value, share
-- params: condition = new
select
    period, fuel, condition, value,
    100 * value / nullif(max(value) filter (where fuel = 'all') over (partition by period, condition), 0) as share,
    'vehicles' as unit, kind, series_id, source_id, vintage, coalesce(note, '') as note
from transport_first_registrations
where series_id = 'transport.first_registrations' and vehicle_class = 'private_cars' and condition = $condition
  and regexp_full_match(period, '\d{4}-\d{2}')
order by period, fuel
