-- title: Passengers by mode
-- what: Passenger journeys a day by mode, by year or by month, each edition of the statistics apart.
-- formula: daily averages as printed; where only totals of months are published, total ÷ days (a year only if all twelve
--   months are there). Modes of one level within an edition and a grain, so that nothing counts twice; the editions of
--   2017 and 2018 print the MTR lines together with the Airport Express.
-- returns: period, grain, mode, vintage, value
-- params: grain = year
with as_printed as (
    select
        period, case when length(period) = 4 then 'year' else 'month' end as grain, mode, value, kind, series_id, source_id,
        vintage, coalesce(note, '') as note
    from transport_ridership
    where series_id = 'transport.daily_passengers' and operator = 'all' and vintage in ('2017', '2018', '2019')
      and mode in ('mtr_lines', 'airport_express', 'mtr_lines_and_airport_express', 'light_rail', 'mtr_bus', 'franchised_bus',
                   'public_light_bus', 'residents_service', 'taxi', 'tram', 'ferry')
),
monthly as (
    select
        period, mode, value, series_id, source_id, vintage,
        date_part('day', last_day(cast(period || '-01' as date))) as days
    from transport_ridership
    where series_id = 'transport.passengers' and vintage = '2026' and regexp_full_match(period, '\d{4}-\d{2}')
),
from_months as (
    select
        period, 'month' as grain, mode, value / days as value, 'derived' as kind, series_id, source_id, vintage,
        'total of the month ÷ its days' as note
    from monthly
    union all
    select
        left(period, 4), 'year', mode, sum(value) / sum(days), 'derived', any_value(series_id), any_value(source_id), vintage,
        'total of twelve months ÷ days'
    from monthly
    where mode in ('mtr_lines', 'franchised_bus')
    group by left(period, 4), mode, vintage
    having count(*) = 12
),
operators as (
    select
        period, value, series_id, source_id,
        case when mode in ('green_minibus', 'red_minibus') then 'public_light_bus' else mode end as mode
    from transport_ridership
    where series_id = 'transport.passengers_by_operator' and period = '2025' and operator = 'all'
      and mode in ('green_minibus', 'red_minibus', 'light_rail', 'airport_express', 'mtr_bus', 'residents_service', 'taxi', 'tram')
),
from_operators as (
    select
        period, 'year' as grain, mode, sum(value) / 365 as value, 'derived' as kind, any_value(series_id) as series_id,
        any_value(source_id) as source_id, '2026' as vintage,
        'total of the year ÷ 365; Transport Department figures compiled by webb-site.com' as note
    from operators
    group by period, mode
)
select
    period, grain, mode, vintage, value, 'thousand passenger journeys/day' as unit, kind, series_id, source_id, note
from (select * from as_printed union all by name select * from from_months union all by name select * from from_operators)
where grain = $grain
order by mode, vintage, period
