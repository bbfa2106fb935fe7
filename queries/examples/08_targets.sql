select title_en, title_zh_hant, title_zh_hans, target_year, low, high, unit, status, source_id
from target
where status = 'in_force'
order by target_year, title_en;
