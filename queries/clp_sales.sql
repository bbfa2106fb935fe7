-- title: Sales of CLP Power by type of user
-- what: Electricity sold by CLP Power, which publishes none of it by district: what is allocated.
-- formula: total as published (2022, 2023: EMSD's end use less sales of HK Electric), split by EMSD's sectors, published
--   growth and billed consumption; the types add up to the total
-- returns: period, user_type, value
select period, user_type, value, unit, kind, series_id, source_id, vintage, note
from clp_sales
order by period, user_type
