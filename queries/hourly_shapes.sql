-- title: Hours of the day by user
-- what: How each user's electricity is spread over the hours of a working day, a Saturday and a rest day.
-- formula: registry data/hourly_shapes.csv; 1 is the mean hour of a week without holidays
-- returns: user_type, part, day_type, hour, flat, value, uneven, basis
select
    user_type, part, day_type, hour, flat, central as value, uneven, 'ratio' as unit, basis, 'assumed' as kind, source_id, note
from hourly_shapes
order by user_type, part, day_type, hour
