-- mart: electricity_consumption_intensity
-- what: Emissions of Hong Kong's power stations per kWh consumed (imports dilute it, losses raise it).
-- column period: calendar year
-- column value: power-station emissions ÷ electricity delivered to users in Hong Kong and exported [kg CO2e/kWh]
-- Exports carry the same intensity as local deliveries. Imported electricity counts as zero: the territorial rule of
-- the inventory, in which the emissions of a power station belong to the place where it stands.
with stations as (
    select
        period, sum(value) as emissions_kt, max(case kind when 'estimated' then 1 else 0 end) as is_estimated,
        string_agg(distinct source_id, ';') as source_id, string_agg(distinct series_id, ';') as series_id,
        max(vintage) as vintage
    from electricity_emissions group by period
),
delivered as (
    select
        period, sum(value) as delivered_gwh, max(case kind when 'estimated' then 1 else 0 end) as is_estimated,
        string_agg(distinct source_id, ';') as source_id, string_agg(distinct series_id, ';') as series_id
    from electricity_delivered group by period
    having count(distinct destination) filter (where destination <> 'export') = 4
)
select
    s.period, s.emissions_kt, d.delivered_gwh, s.emissions_kt / d.delivered_gwh as value, 'kg CO2e/kWh' as unit,
    case when s.is_estimated + d.is_estimated > 0 then 'estimated' else 'derived' end as kind,
    concat_ws(';', s.series_id, d.series_id) as series_id, concat_ws(';', s.source_id, d.source_id) as source_id,
    s.vintage, 'territorial rule: imported electricity carries no emissions' as note
from stations as s
join delivered as d on d.period = s.period
order by s.period
