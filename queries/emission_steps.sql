-- title: Declared steps in emissions
-- what: Years in which new supply moved the emissions of electricity, and with them the total, by one step: nuclear power
--   from Daya Bay, and the two gas-fired units of 2020. The years are published; that emissions took a step in them, and
--   in no others, is a judgement, made with knowledge of the series. 2020 was also the first year of the pandemic.
-- formula: year in which the units entered service
-- returns: period, sector, cause, value
with causes (station, unit_name, cause) as (
    values ('daya_bay', 'two PWR', 'nuclear_imports'),
           ('black_point', 'D1', 'gas_units'), ('lamma', 'L10', 'gas_units')
),
years as (
    select
        try_cast(left(u.commissioned, 4) as integer) as period, c.cause,
        string_agg(distinct u.series_id, ';' order by u.series_id) as series_id,
        string_agg(distinct u.source_id, ';' order by u.source_id) as source_id,
        string_agg(distinct u.vintage, ';' order by u.vintage) as vintage,
        string_agg(distinct concat_ws(' ', u.station, u.unit_name, u.commissioned), '; ' order by
            concat_ws(' ', u.station, u.unit_name, u.commissioned)) as note
    from electricity_generating_units as u
    join causes as c on c.station = u.station and c.unit_name = u.unit_name and u.row_type = 'unit'
    group by all
)
select
    y.period, s.sector, y.cause, y.period as value, 'year' as unit, 'assumed' as kind, y.series_id, y.source_id,
    y.vintage, y.note
from years as y
cross join (values ('electricity'), ('total')) as s (sector)
order by y.period, s.sector, y.cause
