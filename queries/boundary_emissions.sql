-- title: Emissions within three boundaries
-- what: Total emissions as the inventory counts them, with fuel for aircraft added, and with the imported electricity added.
-- formula: territorial = official total; with_aviation = total + net imports of aviation fuel × factor; consumption = total
--   + net electricity imports × factor of the rule (life_cycle or grid_average); only years that have both
-- returns: period, boundary, low, value, high
-- params: boundary = null, since = 1990
with total as (
    select * from emissions_forms where form = 'total'
),
added as (
    select
        period, 'with_aviation' as boundary, value as low, value, value as high, kind, series_id, source_id, note
    from transport_emissions
    where mode = 'aviation_bunkers'
    union all
    select period, 'consumption_' || rule, low, value, high, kind, series_id, source_id, note
    from import_emissions
    where rule <> 'territorial'
),
bounded as (
    select
        period, 'territorial' as boundary, low, value, high, kind, series_id, source_id, vintage, note
    from total
    union all by name
    select
        t.period, a.boundary, t.low + a.low as low, t.value + a.value as value, t.high + a.high as high, a.kind,
        concat_ws(';', t.series_id, a.series_id) as series_id, concat_ws(';', t.source_id, a.source_id) as source_id,
        t.vintage, a.note
    from total as t
    join added as a on a.period = t.period
)
select period, boundary, low, value, high, 'kt CO2e' as unit, kind, series_id, source_id, vintage, note
from bounded
where ($boundary is null or boundary = $boundary) and period >= $since
order by boundary, period
