-- title: Physical limits for the scenarios
-- what: How much the roofs, the lines to the Mainland, the wind sites studied and a carbon store can take, as published.
-- formula: as published; the lines are the interconnection with Guangdong and that of Daya Bay together, the wind sites
--   the two that were studied for the territory
-- returns: limit_id, value
-- units: by row
select
    'rooftop_solar' as limit_id, value, 'GW' as unit, kind, series_id, source_id, vintage,
    coalesce(note, '') as note
from buildings_solar_potential
where series_id = 'buildings.rooftop_solar_capacity' and scope = 'rooftops'
union all by name
select
    'import_lines' as limit_id, sum(value) / 1000 as value, 'GW' as unit, 'derived' as kind,
    string_agg(distinct series_id, ';') as series_id, string_agg(distinct source_id, ';') as source_id,
    max(vintage) as vintage, 'enhancement of the clean energy transmission system not included: no capacity is published' as note
from (
    select value, series_id, source_id, vintage from electricity_generating_capacity
    where row_type = 'interconnection' and station = 'guangdong_interconnection'
    union all
    select value, series_id, source_id, vintage from electricity_flexibility
    where category = 'interconnection' and measure = 'net_capacity' and project = 'daya_bay_nuclear'
)
union all by name
select
    'offshore_wind_sites' as limit_id, sum(value) / 1000 as value, 'GW' as unit, 'derived' as kind,
    any_value(series_id) as series_id, string_agg(distinct source_id, ';') as source_id, max(vintage) as vintage,
    'sites off Ninepins and Lamma' as note
from electricity_renewable_potential
where series_id = 'electricity.renewable_potential.capacity' and technology = 'offshore_wind'
union all by name
select
    'carbon_store' as limit_id, value, 'Mt CO2/year' as unit, kind, series_id, source_id, vintage, coalesce(note, '') as note
from electricity_renewable_potential
where series_id = 'electricity.renewable_potential.carbon_storage'
order by limit_id
