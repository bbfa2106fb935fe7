-- title: Highest load of the two companies
-- what: The highest local load of a month or a year by company, and the sum of their own peaks with exports.
-- formula: as published; the sum for the city is of two peaks that need not be at the same hour
-- returns: period, utility, measure, value
select
    period, utility,
    case series_id
        when 'electricity.monthly_peak_demand' then 'monthly_peak'
        when 'electricity.local_peak_demand' then 'annual_peak'
        else 'annual_peak_with_exports'
    end as measure,
    value, unit, kind, series_id, source_id, vintage, coalesce(note, '') as note
from electricity_balance
where series_id in ('electricity.monthly_peak_demand', 'electricity.local_peak_demand', 'electricity.peak_demand')
  and value is not null
order by measure, utility, period
