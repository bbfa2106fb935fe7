-- check: titles_in_three_languages
-- severity: error
-- what: Series, units, targets, assumptions and levers are named in English and in both forms of Chinese.
with title as (
    select 'data/series.csv' as file, csv_row, series_id as name, title_en as en, title_zh_hant as zh_hant,
        title_zh_hans as zh_hans, true as is_sentence
    from series
    union all
    select 'data/targets.csv', csv_row, target_id, title_en, title_zh_hant, title_zh_hans, true from target
    union all
    select 'data/assumptions.csv', csv_row, assumption_id, title_en, title_zh_hant, title_zh_hans, true from assumption
    union all
    select 'data/levers.csv', csv_row, lever_id, title_en, title_zh_hant, title_zh_hans, true from levers
    union all
    select 'data/units.csv', csv_row, unit, label_en, label_zh_hant, label_zh_hans, false from unit
),
text as (
    select file, csv_row, name, is_sentence, language, words
    from title unpivot include nulls (words for language in (en, zh_hant, zh_hans))
)
select file, csv_row as "row",
    concat('the ', language, ' name of ', name, case when words is null then ' is missing' else ': ' || words end) as what,
    case when language = 'en' then 'a name' else 'a name in Chinese' end as expected
from text
-- A unit may be called kWh in every language; a title without a Chinese character is not translated.
where words is null or (language <> 'en' and is_sentence and not regexp_matches(words, '[\x{4E00}-\x{9FFF}]'))
order by file, csv_row
