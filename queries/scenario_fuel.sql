-- title: Fuel by sector and mode for the scenarios
-- what: Fuel burnt in homes, commerce, industry and by each mode of transport, with its emissions; aviation fuel as a memo item.
-- formula: energy end use as published × factor of the fuel; aviation as the mart of transport emissions has it
-- returns: period, sector, mode, fuel, value, emissions_kt
-- params: since = 2010
-- units: by row
select
    period, sector, mode, fuel, energy_tj as value, value as emissions_kt, 'TJ' as unit, kind, series_id, source_id,
    vintage, 'emissions in kt CO2e' as note
from fuel_emissions
where period >= $since
union all by name
select
    period, 'town_gas_works' as sector, sector as mode, 'town_gas' as fuel, value, value as emissions_kt, unit, kind, series_id,
    source_id, vintage, 'emissions of making the town gas that the sector burns' as note
from town_gas_works_emissions
where period >= $since
union all by name
select
    period, 'memo' as sector, mode, 'jet_kerosene' as fuel, sum(value) as value, sum(value) as emissions_kt, 'kt CO2e' as unit,
    any_value(kind) as kind, string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage,
    'aviation bunkers, not in the total' as note
from transport_emissions
where period >= $since and is_memo and mode = 'aviation_bunkers'
group by period, mode
order by period, sector, mode, fuel
