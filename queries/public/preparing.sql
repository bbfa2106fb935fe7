with a as (select unit, note from unit) select unit from a union all (values ('x')) order by 1
