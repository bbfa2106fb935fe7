-- title: Emissions of buildings
-- what: Emissions of homes and of commerce by what carries the energy, with the energy, by year.
-- formula: electricity used × emissions per kWh consumed of the same year; gas and oil × their own factor; making town
--   gas × production factor per unit
-- returns: period, sector, carrier, energy_tj, value
select period, sector, carrier, energy_tj, value, unit, kind, series_id, source_id, vintage, note
from building_emissions
order by period, sector, carrier
