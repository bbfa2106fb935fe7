-- title: Carbon dioxide, two accounts
-- what: Hong Kong's carbon dioxide alone, which is what a carbon budget counts: from the official inventory, and in the
--   Global Carbon Budget.
-- formula: inventory_share = official total in CO2 equivalent × assumed share of carbon dioxide (low, central, high);
--   global_carbon_budget = fossil carbon dioxide as published, without international bunkers
-- returns: period, account, low, value, high
-- params: account = null
with share as (
    select low, central, high, source_id from assumption where assumption_id = 'carbon_dioxide_share_of_emissions'
),
both_accounts as (
    select
        e.period, 'inventory_share' as account, e.low * s.low / 1e3 as low, e.value * s.central / 1e3 as value,
        e.high * s.high / 1e3 as high, 'Mt CO2' as unit, 'assumed' as kind, e.series_id,
        concat_ws(';', e.source_id, s.source_id) as source_id, e.vintage,
        concat('official total × ', s.central, ' (', s.low, ' to ', s.high,
               '), assumption carbon_dioxide_share_of_emissions') as note
    from emissions_forms as e
    cross join share as s
    where e.form = 'total'
    union all by name
    select
        cast(period as integer) as period, 'global_carbon_budget' as account, value, unit, kind, series_id, source_id,
        vintage, note
    from inventory_crosscheck
    where series_id = 'inventory.crosscheck.carbon_dioxide' and breakdown = 'all'
)
select period, account, low, value, high, unit, kind, series_id, source_id, vintage, note
from both_accounts
where $account is null or account = $account
order by account, period
