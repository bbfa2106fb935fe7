-- title: Price elasticities of energy demand
-- what: By what percentage demand changes when its price rises by one per cent: none, short run, long run.
-- formula: registry data/elasticities.csv; low is the strongest response, high the weakest
-- returns: carrier, low, value, high, basis
select carrier, low, central as value, high, unit, basis, 'assumed' as kind, source_id, note
from elasticities
order by carrier
