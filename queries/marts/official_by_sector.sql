-- mart: official_by_sector
-- what: The official inventory by sector, one vintage a year: the newest that has electricity, transport and waste.
-- column period: calendar year
-- column sector: inventory sector; other = remainder where the other sectors were not published apart
-- column value: emissions [kt CO2e]
with vintages as (
    select period, max(vintage) as vintage from (
        select period, vintage from official_inventory
        group by period, vintage
        having count(distinct sector) filter (where sector in ('electricity', 'transport', 'waste')) = 3
    )
    group by period
)
select i.*
from official_inventory as i
join vintages as v on v.period = i.period and v.vintage = i.vintage
order by i.period, i.sector
