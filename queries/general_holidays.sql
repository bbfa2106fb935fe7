-- title: General holidays
-- what: The days on which offices are closed, of the year whose calendar every modelled year takes.
-- formula: as published
-- returns: date, title
select date, title, 'date' as unit, 'reported' as kind, source_id, note
from general_holidays
order by date
