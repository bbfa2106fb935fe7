-- check: scenario_settings
-- severity: error
-- what: Every named scenario sets levers that exist, to values on their scales, in years shown, without circles.
with recursive setting as (
    select f.file, t.*, l.lever_id is not null as known,
        least(l.frozen_value, l.limit_value) as lowest, greatest(l.frozen_value, l.limit_value) as highest,
        coalesce(t.start_year, l.start_year) as first_year, coalesce(t.end_year, l.end_year) as last_year
    from scenario_settings as t
    join scenarios as f on f.scenario_id = t.scenario_id
    left join levers as l on l.lever_id = t.lever_id
),
ancestor as (
    select scenario_id, base, 1 as steps from scenarios where base is not null
    union all
    select a.scenario_id, s.base, a.steps + 1
    from ancestor as a
    join scenarios as s on s.scenario_id = a.base
    where s.base is not null and a.base <> a.scenario_id and a.steps < 20
)
select file, null::integer as "row", concat('sets ', lever_id) as what, 'a lever of data/levers.csv' as expected
from setting
where not known
union all
select file, null, concat('sets ', lever_id, ' to the level ', level), 'frozen, current, announced, ambitious or limit'
from setting
where level not in ('frozen', 'current', 'announced', 'ambitious', 'limit')
union all
select file, null, concat('sets ', lever_id, ' to ', value), concat('between ', lowest, ' and ', highest)
from setting
where known and value is not null and not (value between lowest and highest)
union all
select file, null, concat('changes ', lever_id, ' from ', first_year, ' to ', last_year),
    'years from 2024 to 2060, the end not before the start'
from setting
where known and not (first_year >= 2024 and last_year <= 2060 and first_year <= last_year)
union all
select file, null, concat('changes ', lever_id, ' by ', shape), 'linear, s_curve or step'
from setting
where shape not in ('linear', 's_curve', 'step')
union all
select distinct s.file, null, concat(a.scenario_id, ' inherits from itself'), 'a base that does not lead back'
from ancestor as a
join scenarios as s on s.scenario_id = a.scenario_id
where a.base = a.scenario_id
order by file, what
