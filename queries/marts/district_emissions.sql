-- mart: district_emissions
-- what: Emissions of the electricity used in each district (scope 2), at either of two intensities.
-- column intensity: utility (of the company that supplies the part) or territory (one for all of Hong Kong)
-- column district: letter of the district
-- column user_type: residential, commercial, industrial, or all
-- column period: year or half-year
-- column grade: grade of the electricity
-- column low: lower end of the range of the electricity × intensity [kt CO2e]
-- column value: electricity × intensity of the year [kt CO2e]
-- column high: upper end of the range of the electricity × intensity [kt CO2e]
-- The range is that of the allocation alone; the intensity's own error (reconciliation) comes on top and is common to all.
with intensity as (
    select cast(period as varchar) as year, 'territory' as intensity, value as clp_power, value as hk_electric, series_id,
        source_id
    from electricity_consumption_intensity
    union all by name
    select
        c.period as year, 'utility' as intensity, c.value as clp_power, h.value as hk_electric,
        concat_ws(';', c.series_id, h.series_id) as series_id, concat_ws(';', c.source_id, h.source_id) as source_id
    from utility_intensity as c
    join utility_intensity as h on h.period = c.period and h.utility = 'hk_electric'
    where c.utility = 'clp_power'
)
select
    i.intensity, e.district, e.user_type, e.period, e.grade,
    (e.low - e.metered_gwh) * i.clp_power + e.metered_gwh * i.hk_electric as low,
    (e.value - e.metered_gwh) * i.clp_power + e.metered_gwh * i.hk_electric as value,
    (e.high - e.metered_gwh) * i.clp_power + e.metered_gwh * i.hk_electric as high,
    'kt CO2e' as unit, 'estimated' as kind, concat_ws(';', e.series_id, i.series_id) as series_id,
    concat_ws(';', e.source_id, i.source_id) as source_id, e.vintage,
    concat(e.note, '; intensity of ', i.year) as note
from district_electricity as e
join intensity as i on i.year = left(e.period, 4)
order by i.intensity, e.period, e.user_type, e.district
