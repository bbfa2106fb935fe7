-- title: Emission factors of vehicle fuel
-- what: Emissions of a litre and of a gigajoule of fuel burnt in a vehicle, by class of vehicle, from tank to wheel.
-- formula: as published. Taxis take the factor of passenger cars; buses the diesel factor of heavy goods vehicles, as none of
--   their own was found; hybrid cars take petrol. Per gigajoule: carbon dioxide alone, one factor a fuel for all classes
-- returns: vehicle, fuel, value
-- units: by row
with taken as (
    select * from (values
        ('private_car', 'petrol', 'petrol', 'passenger_car'), ('private_car', 'diesel', 'diesel', 'passenger_car'),
        ('private_car', 'lpg', 'lpg', 'passenger_car'), ('private_car', 'hybrid', 'petrol', 'passenger_car'),
        ('private_car', 'plug_in_hybrid', 'petrol', 'passenger_car'), ('taxi', 'petrol', 'petrol', 'passenger_car'),
        ('taxi', 'diesel', 'diesel', 'passenger_car'), ('taxi', 'lpg', 'lpg', 'passenger_car'),
        ('motorcycle', 'petrol', 'petrol', 'motorcycle'),
        ('light_goods', 'petrol', 'petrol', 'light_goods_vehicle'),
        ('light_goods', 'diesel', 'diesel', 'light_goods_vehicle'),
        ('medium_goods', 'diesel', 'diesel', 'medium_goods_vehicle'),
        ('heavy_goods', 'diesel', 'diesel', 'heavy_goods_vehicle'),
        ('single_deck_bus', 'diesel', 'diesel', 'heavy_goods_vehicle'),
        ('double_deck_bus', 'diesel', 'diesel', 'heavy_goods_vehicle'),
        ('light_bus', 'diesel', 'diesel', 'public_light_bus'), ('light_bus', 'lpg', 'lpg', 'public_light_bus')
    ) as listed (vehicle, fuel, burnt, basis_of_factor)
),
of_energy as (
    select * from (values ('petrol', 'petrol', 'road'), ('hybrid', 'petrol', 'road'),
                          ('plug_in_hybrid', 'petrol', 'road'), ('diesel', 'diesel', 'bus'),
                          ('lpg', 'lpg', 'taxi')) as listed (fuel, burnt, basis_of_factor)
)
select taken.vehicle, taken.fuel, value, unit, kind, series_id, source_id, vintage, note
from taken
inner join inventory_emission_factors as factors
    on factors.fuel = taken.burnt and factors.basis = taken.basis_of_factor
where factors.activity = 'mobile_combustion' and factors.series_id = 'inventory.factor_per_litre'
union all by name
select 'all' as vehicle, of_energy.fuel, value, unit, kind, series_id, source_id, vintage, note
from of_energy
inner join inventory_emission_factors as factors
    on factors.fuel = of_energy.burnt and factors.basis = of_energy.basis_of_factor
where factors.activity = 'combustion' and factors.series_id = 'inventory.factor_per_gj'
order by vehicle, fuel
