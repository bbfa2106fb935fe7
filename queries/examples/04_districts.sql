select d.name_en, d.name_zh_hant, d.name_zh_hans, e.low, e.value, e.high, e.unit, e.grade, e.kind
from district_emissions e
join district d on d.district_code = e.district
where e.user_type = 'all' and e.intensity = 'territory'
  and e.period = (select max(period) from district_emissions)
order by e.value desc;
