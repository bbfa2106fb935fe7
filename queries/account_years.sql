-- title: Years of the complete account
-- what: Years in which every part of the activity-based account is known.
-- formula: years present in the emissions account
-- returns: period, value
select
    period, sum(value) as value, any_value(unit) as unit,
    case when bool_or(kind = 'estimated') then 'estimated' else 'derived' end as kind,
    string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
    string_agg(distinct vintage, ';') as vintage, null as note
from emissions_account
group by period
order by period
