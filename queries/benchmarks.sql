-- title: Energy utilisation index by group of premises
-- what: Published energy use per floor area of each group of premises; the newest edition and, where the group kept its
--   name, the one before.
-- formula: as published by EMSD
-- returns: sector, group_code, group_name, area_basis, edition, is_newest, value
with ranked as (
    select
        *, row_number() over (partition by group_code order by regexp_extract(vintage, '\d{4}-\d{2}$') desc) as place
    from buildings_energy_utilisation_index
    where series_id = 'buildings.energy_utilisation_index'
),
newest as (select group_code, group_name from ranked where place = 1)
select
    r.sector, r.group_code, r.group_name, r.area_basis, r.vintage as edition, r.place = 1 as is_newest, r.value, r.unit,
    r.kind, r.series_id, r.source_id, r.vintage, r.note
from ranked as r
join newest as n on n.group_code = r.group_code and (r.place = 1 or n.group_name = r.group_name)
order by r.sector, r.group_code, r.place
