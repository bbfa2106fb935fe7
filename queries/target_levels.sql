-- title: Targets as levels
-- what: Every target as a line or range in the unit of its chart, with the base-year value used and the newest known value.
-- formula: a change from a base year: base-year level in the edition base_vintage × (1 + change); otherwise as announced.
--   near = end of the range that is easier to reach, far = the harder one; reason says why a target cannot be set beside a
--   series (no_series, no_base_value, no_target_year, other_scope, not_a_level)
-- returns: target_id, area, metric, aim, base_year, base_level, base_vintage, target_year, level_low, level_high, near,
--   far, latest, latest_period, status, is_current, reason
-- params: area = null
-- units: by row
select
    target_id, area, title_en, title_zh_hant, title_zh_hans, metric, aim, base_year, base_level, base_vintage, target_year,
    level_low, level_high, near, far, latest, latest_period, status, status_note, is_current, reason, unit, kind,
    series_id, source_id, vintage, note
from target_level
where $area is null or area = $area
order by area, target_year nulls last, target_id
