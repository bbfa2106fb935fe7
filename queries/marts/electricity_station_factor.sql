-- mart: electricity_station_factor
-- what: Emission factor of coal- and gas-fired generation per kWh sent out, from published station accounts.
-- column period: year of the station account
-- column fuel: coal (Castle Peak, which also burns a little oil) or natural_gas (Black Point)
-- column value: published emissions ÷ published electricity sent out [kg CO2e/kWh]
select
    cast(e.period as integer) as period,
    case e.station when 'castle_peak' then 'coal' when 'black_point' then 'natural_gas' end as fuel,
    e.station, e.value / s.value as value, 'kg CO2e/kWh' as unit, 'derived' as kind,
    concat_ws(';', e.series_id, s.series_id) as series_id, concat_ws(';', e.source_id, s.source_id) as source_id,
    e.vintage, concat('emissions ', e.value, ' kt ÷ ', s.value, ' GWh sent out') as note
from electricity_plant_performance as e
join electricity_plant_performance as s
  on s.station = e.station and s.period = e.period and s.vintage = e.vintage
 and s.series_id = 'electricity.station.sent_out'
where e.series_id = 'electricity.station.emissions_co2e' and e.station in ('castle_peak', 'black_point')
order by period, fuel
