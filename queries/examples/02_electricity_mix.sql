select period, fuel, sent_out_gwh,
       round(100 * sent_out_gwh / sum(sent_out_gwh) over (partition by period), 1) as share_percent,
       kind, source_id
from electricity_supply
where period >= 2015
order by period, sent_out_gwh desc;
