-- title: Imports that a contract end puts at stake
-- what: The newest year's net imports, their share of supply, and what making them from gas here would emit.
-- formula: net imports; share of gross local generation + net imports; net imports × gas station factor per kWh sent out
-- returns: period, value, share, replacement_kt, contract_end_year
select
    s.period, s.generation_gwh / 1000 as value, p.value as share, s.generation_gwh * f.value as replacement_kt,
    u.contract_end_year, 'TWh' as unit, 'estimated' as kind,
    concat_ws(';', s.series_id, f.series_id, u.series_id) as series_id,
    concat_ws(';', s.source_id, f.source_id, u.source_id) as source_id, s.vintage,
    concat('gas station factor of ', f.period, ': ', round(f.value, 3), ' kg CO2e per kWh sent out; imports hold ',
           'pumped storage too') as note
from electricity_supply as s
join electricity_supply_shares as p on p.period = s.period and p.fuel = 'net_imports'
join electricity_station_factor as f on f.fuel = 'natural_gas'
join electricity_generating_units as u on u.station = 'daya_bay' and u.row_type = 'unit'
where s.fuel = 'net_imports' and s.period = (select max(period) from electricity_supply)
  and f.period = (select max(period) from electricity_station_factor)
order by s.period
