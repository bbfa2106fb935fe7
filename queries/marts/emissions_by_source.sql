-- mart: emissions_by_source
-- what: The activity-based account by source: where the gas is released.
-- column period: calendar year
-- column source: where the gas is released
-- column carrier: what reaches the user: electricity, town_gas, fuel or none
-- column value: emissions [kt CO2e]
select
    period, source, carrier, sum(value) as value, 'kt CO2e' as unit,
    case when bool_or(kind = 'estimated') then 'estimated' when bool_or(kind = 'derived') then 'derived' else min(kind) end
        as kind,
    string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
    string_agg(distinct vintage, ';') as vintage, string_agg(distinct note, '; ') as note
from emissions_account
group by period, source, carrier
order by period, source, carrier
