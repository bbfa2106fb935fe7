-- title: Rules on the carbon footprint of batteries
-- what: The dates of the EU's and China's rules on batteries, where each stands, and the date of that status.
-- formula: registry data/battery_rules.csv with the dates of finance_battery_regulation
-- returns: rule_id, area, status, status_on, date, title_en, title_zh_hant, title_zh_hans, note_en, note_zh_hant, note_zh_hans
-- units: date
select
    known.rule_id, known.area, known.status, known.status_on, fact.value_text as date, known.title_en, known.title_zh_hant,
    known.title_zh_hans, known.note_en, known.note_zh_hant, known.note_zh_hans, 'date' as unit,
    case when known.status in ('planned', 'drafted', 'delayed') then 'scenario' else fact.kind end as kind, fact.series_id,
    case when known.status_source_id = fact.source_id then fact.source_id
        else concat_ws(';', fact.source_id, known.status_source_id) end as source_id,
    fact.vintage, fact.note
from battery_rules as known
join finance_battery_regulation as fact using (rule, parameter, scope)
-- A quarter stands where its last day would.
order by replace(replace(replace(replace(date, 'Q1', '03-31'), 'Q2', '06-30'), 'Q3', '09-30'), 'Q4', '12-31'), known.rule_id
