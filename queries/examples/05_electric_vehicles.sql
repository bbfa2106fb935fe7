select period, value as cars, unit, kind, source_id
from transport_fleet
where series_id = 'transport.registered_vehicles_by_fuel' and vehicle_class = 'private_cars'
  and operator = 'all' and fuel = 'electricity'
order by period;
