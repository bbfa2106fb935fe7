"""The functions that a public statement may call. What is not listed is refused."""

from __future__ import annotations

TABLE_FUNCTIONS = frozenset("range generate_series unnest".split())

_NUMBERS = """
+ - * / // % ^ ** @ & | << >> xor ~ !__postfix add subtract multiply divide mod fdiv fmod abs sign ceil ceiling floor
round round_even trunc exp ln log log2 log10 sqrt cbrt pow power pi sin cos tan cot asin acos atan atan2 sinh cosh tanh
degrees radians factorial gcd lcm greatest least even isnan isinf isfinite bit_count random hash width_bucket
equi_width_bins nextafter gamma lgamma
"""
_TEXT = """
|| ~~ !~~ ~~* !~~* ~~~ ^@ concat concat_ws length len char_length character_length strlen octet_length lower upper
lcase ucase trim ltrim rtrim lpad rpad left right substr substring replace reverse repeat split split_part string_split
str_split string_split_regex str_split_regex regexp_matches regexp_full_match regexp_extract regexp_extract_all
regexp_replace regexp_escape starts_with ends_with prefix suffix contains instr strpos position ascii chr ord unicode
format printf bar translate strip_accents nfc_normalize like_escape ilike_escape not_like_escape not_ilike_escape
levenshtein damerau_levenshtein editdist3 jaccard jaro_similarity jaro_winkler_similarity hamming mismatches md5 sha1
sha256 hex unhex to_hex from_hex to_base64 from_base64 base64 bin to_binary encode decode formatReadableDecimalSize
format_bytes url_encode url_decode
"""
_TIME = """
current_date today now get_current_timestamp get_current_time date_part datepart date_trunc datetrunc date_diff
datediff date_sub datesub date_add age year month day hour minute second quarter week weekday weekofyear isodow isoyear
yearweek dayofmonth dayofweek dayofyear dayname monthname decade century millennium julian era epoch epoch_ms
last_day days_in_month make_date make_time make_timestamp strftime strptime try_strptime time_bucket timezone
to_timestamp to_years to_quarters to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds
"""
_NESTED = """
list_value array_value list list_aggregate list_aggr array_aggregate aggregate list_apply array_apply apply
list_transform array_transform list_filter array_filter filter list_reduce array_reduce reduce list_sort array_sort
list_reverse_sort list_reverse array_reverse list_distinct array_distinct list_unique array_unique list_contains
array_contains list_has array_has list_has_all list_has_any array_has_all array_has_any list_position array_position
list_indexof list_extract array_extract list_element element_at list_slice array_slice list_concat list_cat array_cat
array_concat list_append array_append list_prepend array_prepend list_zip array_zip list_sum list_avg list_min list_max
list_count list_median list_first list_last list_any_value list_stddev_samp list_stddev_pop list_string_agg list_where
list_select list_resize list_product list_mode list_intersect array_intersect array_length array_to_string flatten
range generate_series unnest && @> <@ struct_pack row struct_extract struct_extract_at struct_insert struct_keys
struct_values map map_keys map_values map_entries map_extract map_extract_value map_contains map_from_entries
cardinality json json_array json_array_length json_contains json_exists json_extract json_extract_path
json_extract_path_text json_extract_string json_group_array json_group_object json_keys json_object json_quote
json_structure json_type json_valid json_value json_pretty to_json row_to_json array_to_json -> ->> st_astext st_aswkt
st_asgeojson st_geomfromwkb st_geomfromgeojson
"""
_CHOICE = """
if ifnull nullif coalesce typeof pg_typeof error constant_or_null switch = != < <= > >=
"""
_TOGETHER = """
any_value arbitrary approx_count_distinct approx_quantile approx_top_k arg_max arg_min argmax argmin arg_max_null
arg_min_null array_agg avg mean bit_and bit_or bit_xor bool_and bool_or corr count count_if countif count_star
covar_pop covar_samp entropy favg first fsum geomean geometric_mean group_concat histogram kahan_sum kurtosis
kurtosis_pop last listagg mad max max_by median min min_by mode product quantile quantile_cont quantile_disc regr_avgx
regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy reservoir_quantile sem skewness stddev
stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp variance wavg weighted_avg
"""
_WINDOW = """
row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead first_value last_value nth_value fill
"""
FUNCTIONS = frozenset(name.lower() for names in (_NUMBERS, _TEXT, _TIME, _NESTED, _CHOICE, _TOGETHER, _WINDOW)
                      for name in names.split())
