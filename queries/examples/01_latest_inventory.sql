select period, sector, low, value, high, unit, kind, source_id
from official_by_sector
where period = (select max(period) from official_by_sector)
order by value desc;
