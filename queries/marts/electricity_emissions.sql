-- mart: electricity_emissions
-- what: Greenhouse gas emissions of Hong Kong's power stations by fuel: electricity sent out × station factor.
-- column period: calendar year
-- column fuel: fuel of local generation
-- column generation_gwh: gross generation [GWh]
-- column sent_out_gwh: generation less own use [GWh]
-- column factor_period: year of the station account the factor comes from
-- column factor_kg_per_kwh: emission factor per kWh sent out [kg CO2e/kWh]
-- column value: emissions [kt CO2e]
-- Oil is burnt beside coal at Castle Peak and is in its station factor, so it takes that factor. Bioenergy is counted
-- as carbon neutral at the chimney (IPCC 2006, volume 2, section 1.4.2), sun and wind have no chimney.
-- Station accounts exist for 2013-2018; other years take the nearest and are estimated.
with factor_year as (
    select min(period) as first, max(period) as last from electricity_station_factor
),
burnt as (
    select
        s.*, least(greatest(s.period, f.first), f.last) as factor_period,
        case s.fuel when 'oil' then 'coal' else s.fuel end as factor_fuel
    from electricity_supply as s
    cross join factor_year as f
    where s.fuel <> 'net_imports'
)
select
    b.period, b.fuel, b.generation_gwh, b.own_use_share, b.sent_out_gwh,
    case when f.value is not null then b.factor_period end as factor_period,
    coalesce(f.value, 0) as factor_kg_per_kwh,
    b.sent_out_gwh * coalesce(f.value, 0) as value,
    'kt CO2e' as unit,
    case
        when f.value is null then 'derived'
        when b.kind = 'estimated' or b.period <> b.factor_period then 'estimated'
        else 'derived'
    end as kind,
    concat_ws(';', b.series_id, f.series_id) as series_id, concat_ws(';', b.source_id, f.source_id) as source_id,
    b.vintage,
    case
        when f.value is null then 'no fossil carbon at the chimney'
        when b.period <> b.factor_period
            then concat(b.note, '; station factor of ', b.factor_period, ' (none published for this year)')
        else b.note
    end as note
from burnt as b
left join electricity_station_factor as f on f.period = b.factor_period and f.fuel = b.factor_fuel
order by b.period, b.fuel
