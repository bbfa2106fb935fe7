-- title: Carbon, sales and price of each company's electricity
-- what: Emissions per kWh, electricity sold and average net tariff of CLP Power, HK Electric and all of Hong Kong, and the
--   electricity of a home in a month.
-- formula: emissions per kWh of the newest year of both companies; tariff newest first; Hong Kong's tariff = mean of the two
--   companies' by electricity sold; a home = electricity of homes ÷ households of the census ÷ 12
-- returns: supplier, measure, period, value
-- units: by row
with intensity as (
    select utility as supplier, 'intensity' as measure, period, value, unit, kind, series_id, source_id, vintage, note
    from utility_intensity
    where period = (select max(period) from (select period from utility_intensity group by period having count(*) = 2))
),
everywhere as (
    select
        'hong_kong' as supplier, 'intensity' as measure, cast(e.period as varchar) as period, e.value, e.unit, e.kind,
        e.series_id, e.source_id, e.vintage, e.note
    from electricity_consumption_intensity as e
    where cast(e.period as varchar) = (select max(period) from intensity)
),
sold as (
    select utility as supplier, 'sold' as measure, period, value, unit, kind, series_id, source_id, vintage, note
    from electricity_utility
    where series_id = 'electricity.utility.sales' and user_type = 'all' and utility in ('clp_power', 'hk_electric')
      and period = (select max(period) from intensity) and value is not null
    qualify row_number() over (partition by utility order by nullif(vintage, 'not_stated') desc, source_id) = 1
),
tariff as (
    select utility as supplier, 'tariff' as measure, period, value, unit, kind, series_id, source_id, vintage, note
    from electricity_tariffs
    where series_id = 'electricity.tariff' and component = 'average_net_tariff' and value is not null
      and utility in ('clp_power', 'hk_electric') and regexp_full_match(period, '\d{4}(-\d{2}){0,2}')
    qualify row_number() over (partition by utility order by period desc, source_id) = 1
),
mean_tariff as (
    select
        'hong_kong' as supplier, 'tariff' as measure, max(t.period) as period, sum(t.value * s.value) / sum(s.value) as value,
        any_value(t.unit) as unit, 'derived' as kind,
        concat_ws(';', any_value(t.series_id), any_value(s.series_id)) as series_id,
        concat_ws(';', string_agg(distinct t.source_id, ';'), string_agg(distinct s.source_id, ';')) as source_id,
        max(t.vintage) as vintage, 'mean of the two companies by electricity sold' as note
    from tariff as t
    join sold as s using (supplier)
),
households as (
    select
        period, sum(value) as value, any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id,
        any_value(vintage) as vintage
    from buildings_district_profile
    where series_id = 'buildings.district_households' and district <> 'all'
    group by period
),
home as (
    select
        'hong_kong' as supplier, 'home' as measure, h.period, e.value * 1e6 / h.value / 12 as value, 'kWh' as unit,
        'derived' as kind, concat_ws(';', e.series_id, h.series_id) as series_id,
        concat_ws(';', e.source_id, h.source_id) as source_id, h.vintage, 'a month, mean of all households' as note
    from electricity_delivered as e
    join households as h on h.period = cast(e.period as varchar)
    where e.destination = 'residential'
    qualify h.period = max(h.period) over ()
)
select * from intensity
union all by name select * from everywhere
union all by name select * from sold
union all by name select * from tariff
union all by name select * from mean_tariff
union all by name select * from home
order by measure, supplier
