-- title: Customers of the utilities
-- what: Customer accounts of CLP Power and HK Electric by type.
-- formula: as published
-- returns: period, utility, user_type, value
select period, utility, user_type, value, unit, kind, series_id, source_id, vintage, note
from electricity_utility
where series_id = 'electricity.utility.customer_accounts' and value is not null
order by utility, period, user_type
