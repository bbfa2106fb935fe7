-- title: Publications
-- what: The publications of the ids named, or all of them.
-- formula: registry data/sources.csv
-- returns: source_id, publisher, title, url, archive_url, published, accessed, licence
-- params: source_ids = null
select source_id, publisher, title, url, archive_url, published, accessed, licence, note
from source
where $source_ids is null or source_id in (select unnest(cast($source_ids as varchar[])))
order by publisher, title, source_id
