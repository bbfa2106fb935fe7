-- title: Emissions by use
-- what: The activity-based account: who used the energy, the power stations' emissions shared out by electricity used.
-- formula: fuel burnt by the user + power-station emissions × the user's share of electricity delivered
-- returns: period, use, carrier, value
-- params: since = 1990
select period, use, carrier, value, unit, kind, series_id, source_id, vintage, note
from emissions_by_use
where period >= $since
order by period, use, carrier
