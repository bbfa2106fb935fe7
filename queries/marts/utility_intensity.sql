-- mart: utility_intensity
-- what: Emissions per kWh sold by each utility, for years without a published figure of both: worked out from the fuel mix.
-- column period: calendar year
-- column utility: hk_electric or clp_power
-- column value: emissions ÷ electricity sold [kg CO2e/kWh]
-- HK Electric: published share of gas, station factors of coal and gas, network loss of the nearest published year.
-- CLP Power: what is left of the territory's emissions, so that both together give the intensity of the territory.
-- Castle Peak's and Black Point's factors stand for Lamma's units: estimated. Imports carry no emissions (territorial).
with sold as (
    select period, utility, sum(value) as value, string_agg(distinct series_id, ';') as series_id,
        string_agg(distinct source_id, ';') as source_id
    from (
        select period, 'hk_electric' as utility, value, series_id, source_id from district_metered
        union all
        select period, 'clp_power' as utility, value, series_id, source_id from clp_sales
    )
    where regexp_full_match(period, '\d{4}') and period in (select period from clp_sales)
    group by period, utility
),
gas as (
    select period, value / 100 as share, series_id, source_id
    from electricity_fuel_mix_shares
    where series_id = 'electricity.fuel_mix_share' and utility = 'hk_electric' and fuel = 'natural_gas' and value is not null
),
factor as (
    select fuel, value, series_id, source_id from electricity_station_factor qualify period = max(period) over ()
),
loss as (
    select value / 100 as rate, series_id, source_id
    from electricity_plant_performance
    where series_id = 'electricity.network.loss_rate' and station = 'lamma'
    qualify period = max(period) over ()
),
hk_electric as (
    select
        s.period, s.utility, s.value as sold,
        (g.share * n.value + (1 - g.share) * c.value) / (1 - l.rate) as value,
        concat_ws(';', s.series_id, g.series_id, n.series_id, l.series_id) as series_id,
        concat_ws(';', s.source_id, g.source_id, n.source_id, c.source_id, l.source_id) as source_id
    from sold as s
    join gas as g on g.period = s.period
    join factor as n on n.fuel = 'natural_gas'
    join factor as c on c.fuel = 'coal'
    cross join loss as l
    where s.utility = 'hk_electric'
)
select
    period, utility, value, 'kg CO2e/kWh' as unit, 'estimated' as kind, series_id, source_id, null as vintage,
    'published gas share × station factors, less network loss' as note
from hk_electric
union all by name
select
    c.period, c.utility, (t.value * (c.value + h.sold) - h.value * h.sold) / c.value as value, 'kg CO2e/kWh' as unit,
    'estimated' as kind, concat_ws(';', c.series_id, h.series_id, t.series_id) as series_id,
    concat_ws(';', c.source_id, h.source_id, t.source_id) as source_id, null as vintage,
    'emissions of the territory less those of HK Electric' as note
from sold as c
join hk_electric as h on h.period = c.period
join electricity_consumption_intensity as t on cast(t.period as varchar) = c.period
where c.utility = 'clp_power'
order by period, utility
