-- title: Rooftop solar potential, study by study
-- what: Yearly output that studies expect of solar panels on Hong Kong's roofs, and its share of building electricity.
-- formula: output as published; share = output × 3.6 ÷ electricity of homes and commerce, newest year (EMSD) × 100;
--   studies differ in roofs, panels and sunshine: a range, never averaged
-- returns: period, scope, electricity_period, share_of_buildings, value
with buildings as (
    select cast(period as integer) as period, sum(value) as value, any_value(source_id) as source_id
    from buildings_energy_end_use
    where series_id = 'buildings.energy_end_use' and fuel = 'electricity' and segment = 'all' and end_use = 'all'
      and sector in ('residential', 'commercial') and vintage <> 'not_stated' and regexp_full_match(period, '\d{4}')
    group by period, vintage having count(*) = 2
    qualify row_number() over (order by period desc, vintage desc) = 1
)
select
    s.period, s.scope, b.period as electricity_period, s.value * 3.6 / b.value * 100 as share_of_buildings,
    s.value, s.unit, s.kind,
    concat_ws(';', s.series_id, 'buildings.energy_end_use') as series_id,
    concat_ws(';', s.source_id, b.source_id) as source_id, s.vintage, s.note
from buildings_solar_potential as s
cross join buildings as b
where s.series_id = 'buildings.rooftop_solar_generation'
order by s.value desc, s.scope
