package io.holdfast.kql.internal;

import java.util.Set;

/// Functions of the language that this version does not run: to tell them from mistyped names.
final class KnownFunctions {
    private static final Set<String> PLANNED = Set.of("""
            indexof_regex parse_version
            app array_iff array_iif array_rotate_left array_rotate_right array_shift_left array_shift_right
            array_sort_asc array_sort_desc array_split bag_pack_columns bag_set_key bag_zip
            base64_decode_toarray base64_decode_toguid base64_encode_fromarray base64_encode_fromguid
            beta_cdf beta_inv beta_pdf bitset_count_ones cluster convert_angle convert_energy convert_force
            convert_length convert_mass convert_speed convert_temperature convert_volume
            current_cluster_endpoint current_database current_principal current_principal_details
            current_principal_is_member_of cursor_after cursor_before_or_at cursor_current database
            datetime_list_timezones datetime_local_to_utc datetime_utc_to_local dcount_hll dcount_intersect
            dynamic_to_json endofhour erf erfc estimate_data_size extent_id extent_tags external_data
            external_table extract_json extractjson format_bytes format_ipv4 format_ipv4_mask gamma
            geo_angle geo_azimuth geo_distance_2points geo_geohash_neighbors geo_geohash_to_central_point
            geo_geohash_to_polygon geo_info_from_ip_address geo_point_in_circle geo_point_in_polygon
            geo_point_to_geohash geo_point_to_h3cell geo_point_to_s2cell gzip_compress_to_base64_string
            gzip_decompress_from_base64_string has_any_ipv4 has_any_ipv4_prefix has_ipv4 has_ipv4_prefix
            hash hash_combine hash_many hash_xxhash64 hll_merge ingestion_time ipv4_netmask_suffix
            ipv4_range_to_cidr_list ipv6_compare ipv6_is_in_any_range ipv6_is_in_range ipv6_is_match
            isascii isutf8 jaccard_index loggamma make_string materialized_view merge_tdigest new_guid
            pack_all parse_command_line parse_ipv4_mask parse_ipv6 parse_ipv6_mask parse_user_agent
            parse_xml percentile_array_tdigest percentile_tdigest percentrank_tdigest punycode_from_string
            punycode_to_string rand rank_tdigest row_rank_dense row_rank_min row_window_session series_abs
            series_acos series_add series_asin series_atan series_ceiling series_cos series_decompose
            series_decompose_anomalies series_decompose_forecast series_divide series_dot_product
            series_equals series_exp series_fft series_fill_backward series_fill_const series_fill_forward
            series_fill_linear series_fir series_fit_2lines series_fit_2lines_dynamic series_fit_line
            series_fit_line_dynamic series_fit_poly series_floor series_greater series_greater_equals
            series_ifft series_iir series_less series_less_equals series_log series_magnitude
            series_multiply series_not_equals series_outliers series_pearson_correlation
            series_periods_detect series_periods_validate series_pow series_seasonal series_sign series_sin
            series_stats series_stats_dynamic series_subtract series_sum series_tan set_equals
            stored_query_result tdigest_merge to_utf8 treepath unicode_codepoints_from_string
            unicode_codepoints_to_string welch_test workspace xml zip zlib_compress_to_base64_string
            zlib_decompress_from_base64_string""".strip().split("\\s+"));

    private KnownFunctions() {}

    static boolean isPlanned(String name) {
        return PLANNED.contains(name) || name.startsWith("geo_") || name.startsWith("series_");
    }
}
