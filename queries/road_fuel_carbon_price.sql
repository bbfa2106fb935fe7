-- title: What a tonne of carbon in road fuel costs at the pump
-- what: Pump price of standard petrol and of diesel before discounts, for the litres that emit one tonne.
-- formula: mean pump price of the newest day per litre ÷ kg CO2e per litre of a private car × 1,000
-- returns: fuel, value
with pump as (
    select fuel, period, avg(value) as price, any_value(series_id) as series_id, any_value(source_id) as source_id
    from finance_fuel_prices
    where series_id = 'finance.fuel_price.pump' and value is not null and not contains(item, 'premium')
    group by fuel, period
    qualify period = max(period) over ()
),
burnt as (
    select fuel, value, series_id, source_id, vintage
    from inventory_emission_factors
    where series_id = 'inventory.factor_per_litre' and activity = 'mobile_combustion' and basis = 'passenger_car' and fuel in ('petrol', 'diesel')
    qualify period = max(period) over ()
)
select
    p.fuel, p.price / b.value * 1000 as value, 'HK$/t CO2e' as unit, 'derived' as kind,
    concat_ws(';', p.series_id, b.series_id) as series_id, concat_ws(';', p.source_id, b.source_id) as source_id, b.vintage,
    concat('pump price of ', p.period) as note
from pump as p
join burnt as b using (fuel)
order by p.fuel
