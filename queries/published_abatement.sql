-- title: Published abatement potentials
-- what: What a published study says could be avoided in Hong Kong by 2050, by sector and in all; no cost per tonne was published.
-- formula: as published; `base_year` is the year the study counts from; the sectors overlap and must not be added up
-- returns: measure, sector, period, base_year, value
select
    measure, sector, period, cast(nullif(regexp_extract(note, 'base year (\d{4})', 1), '') as integer) as base_year,
    value, unit, kind, series_id, source_id, vintage, note
from finance_abatement
where metric = 'abatement_potential'
order by value desc
