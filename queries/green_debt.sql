-- title: Green and sustainable debt arranged in Hong Kong
-- what: Green and sustainable bonds and loans arranged or issued in Hong Kong by year, and the bonds alone where published.
-- formula: as published by the HKMA; a level known only by its change is derived. A half-year is no year
-- returns: period, part, is_half_year, value
select
    period, case detail when 'bonds_only' then 'bonds' else detail end as part, contains(period, '-H') as is_half_year,
    value, unit, kind, series_id, source_id, vintage, note
from finance_green_finance
where item in ('green_sustainable_debt_arranged_or_issued_in_hk', 'green_sustainable_bonds_arranged_in_hk')
order by period, part, source_id
