-- title: From source to use
-- what: Flows of emissions from source through energy carrier to use in one year (the newest complete one by default).
-- formula: the account of emissions_by_source and emissions_by_use, of which both are sums
-- returns: period, source, carrier, use, value
-- params: period = null
select
    period, source, carrier, use, sum(value) as value, any_value(unit) as unit,
    case when bool_or(kind = 'estimated') then 'estimated' when bool_or(kind = 'derived') then 'derived'
         else min(kind) end as kind,
    string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
    string_agg(distinct vintage, ';') as vintage, string_agg(distinct note, '; ') as note
from emissions_account
where period = coalesce($period, (select max(period) from emissions_account))
group by period, source, carrier, use
order by period, source, carrier, use
