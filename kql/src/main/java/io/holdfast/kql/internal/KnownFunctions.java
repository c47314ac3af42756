package io.holdfast.kql.internal;

import java.util.Set;

/// Functions of the language that this version does not run: to tell them from mistyped names.
final class KnownFunctions {
    private static final Set<String> PLANNED = Set.of("""
            app array_sort_asc array_sort_desc bag_pack_columns cluster current_cluster_endpoint
            current_database current_principal current_principal_details
            current_principal_is_member_of cursor_after cursor_before_or_at cursor_current database
            dcount_hll dcount_intersect endofhour extent_id extent_tags external_data external_table
            extract_json extractjson geo_angle geo_azimuth geo_distance_2points
            geo_geohash_neighbors geo_geohash_to_central_point geo_geohash_to_polygon
            geo_point_in_circle geo_point_in_polygon geo_point_to_geohash geo_point_to_h3cell
            geo_point_to_s2cell hll_merge ingestion_time materialized_view merge_tdigest pack_all
            percentile_array_tdigest percentile_tdigest percentrank_tdigest rank_tdigest
            row_rank_dense row_rank_min row_window_session series_decompose
            series_decompose_anomalies series_decompose_forecast series_fft series_fit_2lines
            series_fit_line series_fit_poly series_ifft series_periods_detect
            series_periods_validate series_stats stored_query_result tdigest_merge workspace xml""".strip()
            .split("\\s+"));

    private KnownFunctions() {}

    static boolean isPlanned(String name) {
        return PLANNED.contains(name) || name.startsWith("geo_") || name.startsWith("series_");
    }
}
