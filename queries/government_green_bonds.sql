-- title: Government green bonds
-- what: Green bonds of the Government by issue and tranche, with currency, term and coupon where published.
-- formula: as published; currency, term and coupon are read from the name of the tranche. Not every issue is at hand
-- returns: issue, part, purpose, currency, term_years, coupon, period, value
-- units: by row
with coupons as (
    select period, 'USD' as currency, 5 as term_years, value as coupon
    from finance_green_finance
    where item = 'green_bond_coupon'
),

bonds as (
    select
        left(period, 7) as issue,
        case
            when item like '%offering' then 'offering'
            when item like '%_tranche'
                or detail like 'tokenised%'
                or detail = 'usd_5_year_inaugural_institutional' then 'tranche'
            else 'total'
        end as part,
        case
            when item like '%offering' then 'green_and_infrastructure'
            when contains(detail, 'infrastructure') then 'infrastructure'
            else 'green'
        end as purpose,
        case
            when unit = 'HK$ billion' and (detail like '%total%' or detail = 'green_tranches_only') then 'several'
            when detail like '%total%' then 'several'
            when unit = 'HK$ billion' then 'HKD'
            when unit = 'US$ billion' then 'USD'
            when unit = 'EUR billion' then 'EUR'
            when unit = 'CNY billion' then 'CNY'
        end as currency,
        -- A total that includes a tranche of 30 years is no bond of 30 years.
        try_cast(nullif(regexp_extract(detail, '^(?:tokenised_)?[a-z]{3}_(\d+)_year', 1), '') as integer) as term_years,
        try_cast(nullif(replace(regexp_extract(detail, '_(\d+_\d+)percent$', 1), '_', '.'), '') as double) as published_coupon,
        detail, period, value, unit, kind, series_id, source_id, vintage, note
    from finance_green_finance
    where item in (
        'hksar_government_green_bond_issue', 'hksar_government_green_bond_issue_tranche',
        'hksar_green_and_infrastructure_offering'
    )
)

select
    issue, part, purpose, currency, term_years, coalesce(published_coupon, coupon) as coupon, detail, period, value, unit,
    kind, series_id, source_id, vintage, note
from bonds
left join coupons using (period, currency, term_years)
order by issue, part, currency, term_years, detail, source_id
