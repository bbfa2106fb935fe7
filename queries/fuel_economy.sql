-- title: Fuel economy and emissions per kilometre
-- what: Fuel or electricity per 100 km by class of vehicle, and what that emits per kilometre, from tank or battery to wheel.
-- formula: litres per 100 km × emission factor of the fuel per litre ÷ 100; kWh per 100 km × intensity per kWh consumed in
--   the newest year ÷ 100. Making the fuel, losses in charging and the vehicle itself are left out. Buses take the
--   diesel factor of heavy goods vehicles, light buses their own; hybrids take petrol. Editions A and B of the energy
--   utilisation index are undated. Franchised buses: as published by the operator
-- returns: vehicle_group, vehicle_class, fuel, edition, value, per_100km, per_100km_unit
with economy as (
    select
        vehicle_class, fuel, vintage as edition, value as per_100km, unit as per_100km_unit, kind, series_id, source_id, vintage,
        case
            when vehicle_class like 'private_cars%' or vehicle_class like 'taxis%' or vehicle_class = 'motor_cycles' then 'cars'
            when vehicle_class like '%goods%' then 'goods'
            else 'buses'
        end as vehicle_group
    from transport_fuel_economy
    where source_id in ('emsd_eui', 'emsd_eui_alt')
       or (kind = 'assumed' and fuel = 'electricity' and vehicle_class <> 'private_cars')
),
factor as (
    select fuel, basis, value, series_id, source_id
    from inventory_emission_factors
    where series_id = 'inventory.factor_per_litre' and activity = 'mobile_combustion'
),
grid as (
    select * from electricity_consumption_intensity
    where period = (select max(period) from electricity_consumption_intensity)
),
burnt as (
    select
        e.*, e.per_100km * f.value * 10 as value, f.series_id as factor_series_id, f.source_id as factor_source_id,
        'litres × factor of ' || replace(f.basis, '_', ' ') || ', tank to wheel' as note
    from economy as e
    join factor as f
        on f.fuel = case e.fuel when 'hybrid' then 'petrol' else e.fuel end
       and f.basis = case
               when e.vehicle_class like '%light_buses' then 'public_light_bus'
               when e.vehicle_class = 'motor_cycles' then 'motorcycle'
               when e.vehicle_class like 'light_goods%' then 'light_goods_vehicle'
               when e.vehicle_class like 'medium_goods%' then 'medium_goods_vehicle'
               when e.vehicle_group = 'buses' then 'heavy_goods_vehicle'
               else 'passenger_car'
           end
),
charged as (
    select
        e.*, e.per_100km * g.value * 10 as value, g.series_id as factor_series_id, g.source_id as factor_source_id,
        'kWh × intensity per kWh consumed in ' || g.period || ', battery to wheel' as note
    from economy as e
    cross join grid as g
    where e.fuel = 'electricity'
),
operator as (
    select
        'buses' as vehicle_group, 'franchised_buses' as vehicle_class, 'diesel' as fuel, period as edition,
        cast(null as double) as per_100km, cast(null as varchar) as per_100km_unit, value, kind, series_id, source_id, vintage,
        'fleet of KMB and Long Win, scope 1, as published' as note
    from transport_published_emissions
    where series_id = 'transport.operator_emission_intensity' and segment = 'kmb_and_lwb_buses'
)
select
    vehicle_group, vehicle_class, fuel, edition, value, per_100km, per_100km_unit, 'g CO2e/km' as unit,
    case when kind = 'assumed' then 'assumed' else 'derived' end as kind, concat_ws(';', series_id, factor_series_id) as series_id,
    concat_ws(';', source_id, factor_source_id) as source_id, vintage, note
from (select * from burnt union all by name select * from charged)
union all by name
select
    vehicle_group, vehicle_class, fuel, edition, value, per_100km, per_100km_unit, 'g CO2e/km' as unit, kind, series_id,
    source_id, vintage, note
from operator
order by vehicle_group, vehicle_class, fuel, edition
