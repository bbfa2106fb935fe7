-- title: Milestones of the power system
-- what: Dated turning points of the power system: contract ends, coal exit, targets, new units.
-- formula: as published
-- returns: year, event, utility, value_text
-- units: by row
select
    try_cast(left(period, 4) as integer) as year, event, utility, value_text, unit, kind, series_id, source_id, vintage,
    note
from electricity_milestones
where period <> 'undated'
union all by name
select
    target_year as year,
    case target_id when 'elec_zc_2035' then 'zero_carbon_share' else 'renewable_share' end as event,
    'hong_kong' as utility, concat(low, '-', high, ' %') as value_text, unit, 'scenario' as kind,
    'electricity.fuel_mix_share_plan' as series_id, source_id, status as vintage, note
from target
where target_id in ('elec_zc_2035', 'elec_re_2035')
order by year, event, source_id
