-- title: Electric vehicles and their twins
-- what: Battery, use, distance, life and fuel of an electric vehicle and of the vehicle with an engine that it replaces.
-- formula: registry data/vehicle_pairs.csv; batteries of cars, taxis and vans, losses and the making of fuels from
--   data/battery_parameters.csv; life from data/assumptions.csv; carbon of a litre burnt as the guidelines give it
-- returns: vehicle, parameter, low, value, high, basis
-- units: by row
with of_parameter as (
    select * from (values
        ('private_car', 'battery', 'fleet_kwh_private_car'), ('taxi', 'battery', 'fleet_kwh_taxi'),
        ('taxi_hybrid', 'battery', 'fleet_kwh_taxi'), ('light_goods', 'battery', 'fleet_kwh_light_goods'),
        ('private_car', 'well_to_tank', 'payback_well_to_tank_petrol'), ('taxi', 'well_to_tank', 'payback_well_to_tank_lpg'),
        ('taxi_hybrid', 'well_to_tank', 'payback_well_to_tank_lpg'),
        ('single_deck_bus', 'well_to_tank', 'payback_well_to_tank_diesel'),
        ('double_deck_bus', 'well_to_tank', 'payback_well_to_tank_diesel'),
        ('light_goods', 'well_to_tank', 'payback_well_to_tank_diesel'),
        ('all', 'charging_loss', 'payback_charging_loss'), ('all', 'electricity_upstream', 'payback_electricity_upstream'),
        ('all', 'footprint_fall', 'fleet_footprint_fall')
    ) as listed (vehicle, parameter, parameter_id)
),
of_life as (
    select * from (values
        ('private_car', 'tr_car_mean_lifetime'), ('taxi', 'tr_taxi_mean_lifetime'),
        ('taxi_hybrid', 'tr_taxi_mean_lifetime'), ('single_deck_bus', 'tr_bus_mean_lifetime'),
        ('double_deck_bus', 'tr_bus_mean_lifetime'), ('light_goods', 'tr_goods_mean_lifetime')
    ) as listed (vehicle, assumption_id)
),
of_fuel as (
    select * from (values
        ('private_car', 'petrol', 'passenger_car'), ('taxi', 'lpg', 'passenger_car'),
        ('taxi_hybrid', 'lpg', 'passenger_car'), ('single_deck_bus', 'diesel', 'heavy_goods_vehicle'),
        ('double_deck_bus', 'diesel', 'heavy_goods_vehicle'), ('light_goods', 'diesel', 'light_goods_vehicle')
    ) as listed (vehicle, fuel, basis_of_factor)
)
select
    vehicle, parameter, low, central as value, high, unit, basis, 'assumed' as kind, source_id, note
from vehicle_pairs
union all by name
select
    vehicle, parameter, low, central as value, high, unit, basis, 'assumed' as kind, source_id, note
from of_parameter
inner join battery_parameters using (parameter_id)
union all by name
select
    vehicle, 'life' as parameter, low, central as value, high, unit, basis, 'assumed' as kind, source_id, note
from of_life
inner join assumption using (assumption_id)
union all by name
select
    vehicle, 'tank_to_wheel' as parameter, value as low, value, value as high, unit, 'source' as basis, kind, source_id,
    note
from of_fuel
inner join inventory_emission_factors as factors
    on factors.fuel = of_fuel.fuel and factors.basis = of_fuel.basis_of_factor
where factors.activity = 'mobile_combustion' and factors.series_id = 'inventory.factor_per_litre'
order by vehicle, parameter
