-- title: Electricity supply for the scenarios
-- what: Gross generation by fuel and net imports, and the emissions of each fuel at the chimney, by year.
-- formula: as published; emissions = electricity sent out × station factor
-- returns: period, fuel, value, emissions_kt, factor_kg_per_kwh
-- params: since = 2010
select
    s.period, s.fuel, s.generation_gwh as value,
    -- what burns nothing emits nothing; a fuel without a figure stays blank
    case when e.value is null and s.fuel not in ('coal', 'natural_gas', 'oil') then 0 else e.value end as emissions_kt,
    emissions_kt / nullif(s.generation_gwh, 0) as factor_kg_per_kwh, 'GWh' as unit,
    coalesce(e.kind, s.kind) as kind, coalesce(e.series_id, s.series_id) as series_id,
    coalesce(e.source_id, s.source_id) as source_id, s.vintage, 'emissions in kt CO2e, factor per gross kWh' as note
from electricity_supply as s
left join electricity_emissions as e on e.period = s.period and e.fuel = s.fuel
where s.period >= $since
order by s.period, s.fuel
