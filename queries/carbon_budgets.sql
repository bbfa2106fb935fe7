-- title: Hong Kong's share of the global carbon budget
-- what: What would be left for Hong Kong of the remaining global carbon budget under two rules of sharing, from the year the
--   budget is counted from.
-- formula: global budget × share; equal_per_person = population of Hong Kong ÷ of the world; grandfathering = fossil carbon
--   dioxide of Hong Kong ÷ carbon dioxide of the world with land use, both in share_year (by default the year before the
--   budget begins, or the newest there is)
-- returns: first_year, warming, likelihood, rule, share_year, share_percent, global_gt, value
-- params: warming = null, likelihood = null, share_year = null
with budget as (
    select
        cast(left(period, 4) as integer) as first_year, warming, cast(likelihood as integer) as likelihood,
        value as global_gt, series_id, source_id, vintage, note
    from inventory_carbon_budget
),
part as (
    select
        cast(c.period as integer) as share_year, 'grandfathering' as rule, c.value / w.value as share,
        concat_ws(';', c.series_id, w.series_id) as series_id, w.source_id
    from inventory_crosscheck as c
    join inventory_world as w
      on w.period = c.period and w.series_id = 'inventory.world.carbon_dioxide' and w.breakdown = 'fossil_and_land_use'
    where c.series_id = 'inventory.crosscheck.carbon_dioxide' and c.breakdown = 'all'
    union all
    select
        cast(p.period as integer), 'equal_per_person', p.value / w.value, concat_ws(';', p.series_id, w.series_id),
        w.source_id
    from inventory_population as p
    join inventory_world as w on w.period = p.period and w.series_id = 'inventory.world.population'
    where p.series_id = 'inventory.population_un' and p.source_id = w.source_id
)
select
    b.first_year, b.warming, b.likelihood, p.rule, p.share_year, 100 * p.share as share_percent, b.global_gt,
    b.global_gt * 1e3 * p.share as value, 'Mt CO2' as unit, 'assumed' as kind,
    concat_ws(';', b.series_id, p.series_id) as series_id, concat_ws(';', b.source_id, p.source_id) as source_id,
    b.vintage, concat(b.note, '; how to share it is a judgement, not a finding of the source') as note
from budget as b
join part as p
  on p.share_year = coalesce(
      cast($share_year as integer), least(b.first_year - 1, (select max(share_year) from part)))
where ($warming is null or b.warming = cast($warming as varchar))
  and ($likelihood is null or b.likelihood = cast($likelihood as integer))
order by b.first_year, b.warming, b.likelihood, p.rule
