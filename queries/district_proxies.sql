-- title: Proxies for the electricity of districts
-- what: The weight of every district in every proxy tried, by type of user and year, and whether anything is allocated to it.
-- formula: as published, or the product the proxy's name says; only the share of a sum is used
-- returns: period, user_type, proxy, district, is_allocated, value
-- params: period = null
-- units: by row
select
    period, user_type, proxy, district, district not in (select district from district_proxy_test) as is_allocated, value,
    unit, kind, series_id, source_id, vintage, null as note
from district_proxy
where $period is null or period = cast($period as varchar)
order by user_type, proxy, period, district
