-- mart: target_level
-- what: Every target as a level in the unit of what it limits, with the base-year value used and the latest known value.
-- column aim: at_most (the level must not be above the target) or at_least (not below it)
-- column near: end of the range that is easier to reach; the only end where one end was announced
-- column far: end of the range that is harder to reach
-- column level_low: lower end of the range as a level; empty where the target names no lower end or has no base value
-- column level_high: upper end of the range as a level
-- column base_level: value of the base year in the edition base_vintage
-- column latest: newest known value of what the target limits
-- column is_current: in force or indicative; else superseded, past, of a company, or context
-- column reason: why no level or no value can be set beside it; empty where both are there
-- A change from a base year is worked out from the base-year value in the newest edition that has it. The base value
-- printed with a target is used only where no series has the year.
with base as (
    select t.target_id, m.value, m.series_id, m.source_id, m.vintage
    from target as t
    join target_metric as m on m.target_id = t.target_id and m.period = t.base_year
),
newest as (
    select * from target_metric qualify row_number() over (partition by target_id order by period desc) = 1
),
sized as (
    select
        t.*, coalesce(b.value, t.base_value) as base_level, b.vintage as base_vintage, b.source_id as base_source_id,
        n.value as latest, n.period as latest_period, n.unit as metric_unit, n.series_id as metric_series_id,
        n.source_id as latest_source_id, n.vintage as latest_vintage, n.note as metric_note,
        t.unit like '\% change%' escape '\' as is_change,
        t.unit like '\% change%' escape '\' or greatest(t.low, t.high) = 0 or t.unit in ('t CO2e/person', 'kg CO2/kWh')
            as is_ceiling
    from target as t
    left join base as b on b.target_id = t.target_id
    left join newest as n on n.target_id = t.target_id
),
levelled as (
    select
        *, case when is_ceiling then 'at_most' else 'at_least' end as aim,
        -- Targets of tonnes stand beside series of kilotonnes.
        case when is_change then base_level * (1 + low / 100)
             when unit = 't CO2e' and metric_unit = 'kt CO2e' then low / 1000 else low end as level_low,
        case when is_change then base_level * (1 + high / 100)
             when unit = 't CO2e' and metric_unit = 'kt CO2e' then high / 1000 else high end as level_high
    from sized
)
select
    target_id, area, title_en, title_zh_hant, title_zh_hans, metric, aim, base_year, base_level,
    case when base_vintage is null and base_level is not null then 'not_stated' else base_vintage end as base_vintage,
    target_year, low, high, unit as target_unit, level_low, level_high,
    case aim when 'at_most' then coalesce(level_high, level_low) else coalesce(level_low, level_high) end as near,
    case aim when 'at_most' then coalesce(level_low, level_high) else coalesce(level_high, level_low) end as far,
    latest, latest_period, status, status_note, status in ('in_force', 'indicative') as is_current,
    case
        when unit = 'milestone' or metric = 'government_spending' or status_note = 'status, not a target' then 'not_a_level'
        when latest is null and (status = 'context' or target_id like 'clp\_%' escape '\' or target_id like 'apec\_%' escape '\')
            then 'other_scope'
        when latest is null then 'no_series'
        when level_low is null and level_high is null then 'no_base_value'
        when target_year is null then 'no_target_year'
    end as reason,
    coalesce(metric_unit, unit) as unit, 'scenario' as kind, metric_series_id as series_id,
    concat_ws(';', source_id, base_source_id, latest_source_id) as source_id,
    concat_ws(';', base_vintage, latest_vintage) as vintage, concat_ws('; ', note, metric_note) as note
from levelled
order by area, target_year nulls last, target_id
