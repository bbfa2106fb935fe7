-- title: Emissions of power generation by fuel
-- what: Emissions of Hong Kong's power stations by fuel and year.
-- formula: gross generation × (1 − own use share) × station factor per kWh sent out
-- returns: period, fuel, value, generation_gwh, sent_out_gwh, factor_kg_per_kwh, factor_period
-- params: since = 2000
select
    period, fuel, value, generation_gwh, sent_out_gwh, factor_kg_per_kwh, factor_period, own_use_share, unit, kind,
    series_id, source_id, vintage, note
from electricity_emissions
where period >= $since
order by period, fuel
