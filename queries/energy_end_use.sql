-- title: Energy end use of one EMSD edition
-- what: Energy by sector, housing type or trade, end use and fuel, as printed in one edition of EMSD's end-use data.
-- formula: as published; editions revise each other, so an answer holds just one
-- returns: edition, period, sector, segment, end_use, fuel, value
-- params: edition = '2025'
select
    vintage as edition, cast(period as integer) as period, sector, segment, end_use, fuel, value, unit, kind, series_id,
    source_id, vintage, note
from buildings_energy_end_use
where series_id = 'buildings.energy_end_use' and vintage = $edition and regexp_full_match(period, '\d{4}')
  and value is not null
order by sector, segment, end_use, fuel, period
