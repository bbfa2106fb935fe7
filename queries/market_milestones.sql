-- title: Milestones of carbon and green finance in Hong Kong
-- what: Dated steps of Hong Kong's carbon market, taxonomy and green bonds.
-- formula: as published; `event_id` names an event, `value` is the figure that goes with it where there is one
-- returns: event_id, topic, period, value, value_text
-- units: by row
with named as (
    select *
    from (
        values
            ('bond', 'green_bond', 'hksar_government_green_bond_issue', 'usd_5_year_inaugural_institutional'),
            ('bond', 'green_bond', 'hksar_government_green_bond_issue', 'institutional_incl_first_30_year_tranche'),
            ('bond', 'green_bond', 'hksar_government_green_bond_issue', 'usd_plus_eur_institutional_total'),
            ('bond', 'green_bond', 'hksar_government_green_bond_issue', 'usd_plus_eur_plus_rmb_institutional_total'),
            ('bond', 'green_bond', 'hksar_government_green_bond_issue', 'tokenised_hkd_1_year_4_05percent'),
            ('bond', 'green_bond', 'hksar_government_green_bond_issue', 'digital_multi_currency_total'),
            ('bond', 'green_bond', 'hksar_green_and_infrastructure_offering', 'total_incl_infrastructure_bonds'),
            ('ceiling', 'green_bond', 'sustainable_bond_programme_ceiling', 'borrowing_ceiling'),
            ('credits', 'core_climate', 'core_climate', 'volume_cumulative'),
            ('participants', 'core_climate', 'core_climate', 'participants'),
            ('grants', 'grants', 'green_and_sustainable_finance_grant_scheme', 'instruments_granted_cumulative')
    ) as names (prefix, topic, item, detail)
)

select
    concat(prefix, '_', replace(period, '-', '_')) as event_id, topic, period, value, detail as value_text, unit, kind,
    series_id, source_id, vintage, note
from finance_green_finance
inner join named using (item, detail)
union all by name
select
    concat(topic, '_', replace(period, '-', '_')) as event_id,
    -- The wish for a market of the Greater Bay Area and the link with it are one story.
    case topic when 'gba_carbon_market' then 'carbon_connect' when 'catl_hku' then 'research' else topic end as topic,
    period, null as value, value_text, unit, kind, series_id, source_id, vintage, note
from finance_policy_events
order by period, event_id, source_id
