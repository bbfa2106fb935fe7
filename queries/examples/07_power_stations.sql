select name_en, name_zh_hant, name_zh_hans, capacity_mw, lon, lat, source_id
from point
where category = 'power_station'
order by capacity_mw desc nulls last;
