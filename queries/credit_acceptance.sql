-- title: Which carbon markets accept credits
-- what: What kind of credit each market takes in place of its own allowance or tax, and up to which share.
-- formula: registry data/credit_acceptance.csv, as published
-- returns: market, accepted, limit_of, value
select market, accepted, limit_of, limit_percent as value, '%' as unit, 'reported' as kind, source_id, vintage, note
from credit_acceptance
order by market
