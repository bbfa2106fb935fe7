-- mart: target_metric
-- what: What each target limits, year by year, in one unit a target: the series that a target's line is drawn on.
-- column target_id: target of data/targets.csv
-- column period: calendar year
-- column low: lowest value the rounding allows, where known
-- column value: in the unit of the row
-- column high: highest value the rounding allows, where known
-- A target without rows has no published series of the same thing. One point is a series too; no year is filled in.
-- The forms of total emissions stand for the net emissions of the neutrality target: removals are not reported.
with form as (
    select * from (values
        ('city_abs_2030', 'total'), ('city_half_2035', 'total'), ('city_neutral_2050', 'total'),
        ('city_pc_2020', 'per_person'), ('city_pc_2030', 'per_person'), ('city_ci_2030', 'per_gdp'),
        ('city_ei_2025', 'energy_per_gdp')
    ) as pair (target_id, form)
),
sector as (
    select * from (values ('elec_netzero_2050', 'electricity'), ('tr_zev_2050', 'transport')) as pair (target_id, sector)
),
share as (
    select
        period, sum(value) filter (where fuel = 'coal') as coal,
        sum(value) filter (where fuel in ('bioenergy', 'solar', 'wind', 'net_imports')) as zero_carbon,
        sum(value) filter (where fuel in ('bioenergy', 'solar', 'wind')) as renewable,
        sum(value) filter (where fuel = 'solar') as solar, sum(value) filter (where fuel = 'wind') as wind,
        sum(value) filter (where fuel = 'bioenergy') as bioenergy, any_value(kind) as kind,
        string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
        max(vintage) as vintage
    from electricity_supply_shares
    group by period
),
asked_share as (
    select * from (values
        ('elec_coal_2035', 'coal'), ('elec_zc_2035', 'zero_carbon'), ('elec_re_2035', 'renewable'),
        ('elec_re_later', 'renewable'), ('elec_re_solar_2035', 'solar'), ('elec_re_wind_2035', 'wind'),
        ('elec_re_wte_2035', 'bioenergy')
    ) as pair (target_id, share)
),
building as (
    -- One edition a line: the newest that has more than a few years.
    select cast(period as integer) as period, sector, value, kind, series_id, source_id, vintage
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and fuel = 'electricity' and segment = 'all' and end_use = 'all'
      and sector in ('residential', 'commercial') and regexp_full_match(period, '\d{4}')
    qualify vintage = max(nullif(vintage, 'not_stated')) over (partition by sector)
),
new_fossil_cars as (
    select
        cast(left(period, 4) as integer) as period,
        sum(case fuel when 'all' then value when 'battery_electric' then -value end) as value,
        any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage
    from transport_first_registrations
    where series_id = 'transport.first_registrations' and vehicle_class = 'private_cars' and condition = 'new'
      and fuel in ('all', 'battery_electric')
    group by left(period, 4)
    -- A month without a figure, of all or of electric cars, would count as none: such a year is left out.
    having count(value) filter (where fuel = 'all') = 12 and count(value) filter (where fuel = 'battery_electric') = 12
),
counted as (
    select 'tr_etaxi_2027' as target_id, period, value, kind, series_id, source_id, vintage, note
    from transport_fleet
    where series_id = 'transport.licensed_vehicles_by_fuel' and vehicle_class = 'taxis' and fuel = 'electricity'
    union all
    select 'tr_parking_2027', period, value, kind, series_id, source_id, vintage, 'private buildings and estates alone'
    from transport_chargers
    where series_id = 'transport.charging_spaces' and charger_type = 'charging_enabled'
    union all
    select 'tr_roadmap_priv_2025', period, value, kind, series_id, source_id, vintage, 'private buildings and estates'
    from transport_chargers
    where series_id = 'transport.charging_spaces' and charger_type = 'charging_enabled'
    union all
    select 'tr_ehss_2028', period, value, kind, series_id, source_id, vintage, note
    from transport_chargers
    where series_id = 'transport.charging_spaces' and provider = 'home_subsidy_scheme' and stage = 'completed'
    union all
    select 'tr_roadmap_pub_2025', period, value, kind, series_id, source_id, vintage, note
    from transport_chargers
    where series_id = 'transport.public_chargers' and charger_type = 'all' and district = 'all' and provider = 'all'
      and stage = 'in_service'
    union all
    select 'tr_eplb_trial', period, value, kind, series_id, source_id, vintage, note
    from transport_electric_vehicles
    where vehicle_class = 'public_light_buses' and status = 'subsidised'
    union all
    select 'hke_gas_2023', period, value, kind, series_id, source_id, vintage, note
    from electricity_fuel_mix_shares
    where series_id = 'electricity.fuel_mix_share' and utility = 'hk_electric' and fuel = 'natural_gas'
    union all
    select 'clp_ci_2030', period, value, kind, series_id, source_id, vintage, 'CO2 only'
    from electricity_utility
    where series_id = 'electricity.utility.intensity_co2' and utility = 'clp_group' and basis = 'group'
)
select f.target_id, e.* exclude (form)
from form as f
join emissions_forms as e on e.form = f.form
union all by name
select s.target_id, i.period, i.low, i.value, i.high, i.unit, i.kind, i.series_id, i.source_id, i.vintage, i.note
from sector as s
join official_by_sector as i on i.sector = s.sector
union all by name
select
    a.target_id, s.period,
    case a.share when 'coal' then s.coal when 'zero_carbon' then s.zero_carbon when 'renewable' then s.renewable
                 when 'solar' then s.solar when 'wind' then s.wind else s.bioenergy end as value,
    '%' as unit, s.kind, s.series_id, s.source_id, s.vintage,
    'share of gross local generation plus net imports' as note
from asked_share as a
cross join share as s
union all by name
select
    t.target_id, b.period, b.value, 'TJ' as unit, b.kind, b.series_id, b.source_id, b.vintage,
    'EMSD sectors stand for the buildings that the target speaks of' as note
from building as b
join target as t
  on t.target_id like case b.sector when 'commercial' then 'bld_com_20%' else 'bld_res_20%' end
union all by name
select
    'tr_noreg_2035' as target_id, period, value, 'vehicles' as unit, 'derived' as kind, series_id, source_id, vintage,
    'new private cars first registered less battery electric ones; used imports left out' as note
from new_fossil_cars
union all by name
select
    c.target_id, cast(left(c.period, 4) as integer) as period, c.value, t.unit, c.kind, c.series_id, c.source_id,
    c.vintage, concat_ws('; ', nullif(concat('as of ', c.period), concat('as of ', left(c.period, 4))), c.note) as note
from counted as c
join target as t on t.target_id = c.target_id
where c.value is not null and not contains(c.period, '/')
-- The last statement of a year stands for it.
qualify row_number() over (
    partition by c.target_id, left(c.period, 4)
    order by length(c.period) = 4 desc, c.period desc, nullif(c.vintage, 'not_stated') desc, c.source_id
) = 1
order by target_id, period
