package io.holdfast.kql;

/// An operation on scalar values, as the algebra has them: what a function or operator of the language comes
/// down to.
///
/// Unless stated, an operation over a null yields null. "Text" is a string, "json" a dynamic value. A name
/// that ends in `_CS` compares with regard to case, its sibling without.
public enum ScalarOp {
    // @formatter:off
    // Logic, three-valued.
    AND, OR, NOT,
    // Comparison of two values of one type. Null compared with anything is null.
    EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, EQUAL_CI,
    /// Whether the first argument equals one of the others; false for null.
    IN,
    /// As [#IN] without regard to case.
    IN_CI,
    /// Whether the first argument is an element of the second, a json array; false for null.
    IN_ARRAY,
    /// As [#IN_ARRAY] without regard to case.
    IN_ARRAY_CI,
    // Arithmetic; int and long give long, which wraps around; by zero is null for long. MODULO is never
    // negative.
    ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE,
    /// A datetime and a timespan; null outside the years 1 to 9999.
    DATETIME_ADD_TIMESPAN,
    // Mathematics over real.
    ABS, SIGN, SQRT, EXP, EXP2, EXP10, LOG, LOG2, LOG10, POW, SIN, COS, TAN, ASIN, ACOS, ATAN, ATAN2, COT,
    RADIANS, DEGREES, CEILING, IS_NAN, IS_INF, IS_FINITE,
    /// A real and the number of digits.
    ROUND,
    // Bits of longs.
    BINARY_AND, BINARY_OR, BINARY_XOR, BINARY_NOT, SHIFT_LEFT, SHIFT_RIGHT,
    /// The greatest multiple of the second argument that is not above the first.
    BIN,
    /// As [#BIN], with the third argument among the multiples.
    BIN_AT,
    // The greatest and least of the arguments, nulls left out.
    GREATEST, LEAST,
    /// Converts to the type of the call; null where the value has no counterpart.
    CAST,
    // Conditions.
    /// Pairs of condition and value, then the value of no condition; a null condition is false.
    CASE,
    /// The first argument that is not null, or for text not empty.
    COALESCE,
    /// Never null, false for text.
    IS_NULL,
    /// Null or the empty text.
    IS_EMPTY,
    // Text against text.
    CONTAINS, CONTAINS_CS, STARTS_WITH, STARTS_WITH_CS, ENDS_WITH, ENDS_WITH_CS,
    /// Whether the second argument stands in the first with no letter or digit right before or after it.
    HAS, HAS_CS,
    // Whether a term begins, or ends, with the second argument.
    HAS_PREFIX, HAS_PREFIX_CS, HAS_SUFFIX, HAS_SUFFIX_CS,
    /// RE2 syntax; the pattern may match anywhere.
    MATCHES_REGEX,
    // Whether [#HAS] holds for one, or for all, of a json array's elements.
    HAS_ANY_OF, HAS_ALL_OF,
    // Text functions.
    /// Texts one after the other.
    STRCAT,
    /// The first argument between the others.
    STRCAT_DELIMITED, STRLEN, STRING_SIZE, TO_LOWER, TO_UPPER, REVERSE, STRREP,
    /// Text, start (from the end if negative), length.
    SUBSTRING,
    /// Text, delimiter, optionally the index of the only wanted part; a json array.
    SPLIT,
    /// Text, pattern, group; the empty text if nothing matches.
    EXTRACT,
    /// Text, pattern, json array of groups or null; a json array.
    EXTRACT_ALL,
    /// Text, what to find, what to put there.
    REPLACE_STRING,
    /// As [#REPLACE_STRING] over json arrays.
    REPLACE_STRINGS,
    /// Text, pattern, replacement with `\1` for groups.
    REPLACE_REGEX,
    /// Characters of the second text changed to those of the third.
    TRANSLATE,
    // Text, pattern of what to cut at the ends.
    TRIM, TRIM_START, TRIM_END,
    /// Text, what to find, start, length (-1 for all), occurrence; -1 if not there.
    INDEX_OF,
    /// Text, what to count, whether it is a pattern.
    COUNT_OF, STRCMP, REGEX_QUOTE, URL_ENCODE, URL_DECODE, URL_ENCODE_COMPONENT, BASE64_ENCODE,
    BASE64_DECODE, PARSE_URL, PARSE_URL_QUERY, PARSE_PATH, PARSE_CSV, TO_HEX, HASH_MD5, HASH_SHA1,
    HASH_SHA256,
    // IPv4 addresses as text, with an optional prefix.
    PARSE_IPV4, IPV4_IS_PRIVATE, IPV4_IS_IN_RANGE, IPV4_IS_IN_ANY_RANGE, IPV4_IS_MATCH, IPV4_COMPARE,
    // Datetimes.
    /// Datetime and offset: unit text, offset long, datetime.
    START_OF, END_OF,
    /// Unit text, datetime; long.
    DATETIME_PART,
    /// Unit text, amount, datetime.
    DATETIME_ADD,
    /// Unit text, later, earlier: boundaries between them.
    DATETIME_DIFF, DAY_OF_WEEK, FORMAT_DATETIME, FORMAT_TIMESPAN, MAKE_DATETIME, MAKE_TIMESPAN, UNIX_TIME,
    // Dynamic values.
    /// Json and a member name or index literal, negative from the end.
    PATH, PARSE_JSON, GET_TYPE, ARRAY_LENGTH, ARRAY_CONCAT, ARRAY_SLICE, ARRAY_INDEX_OF, ARRAY_SUM,
    ARRAY_REVERSE, STRCAT_ARRAY, REPEAT, RANGE_ARRAY, PACK_ARRAY, BAG_PACK, BAG_KEYS, BAG_HAS_KEY,
    BAG_MERGE, BAG_REMOVE_KEYS, SET_UNION, SET_INTERSECT, SET_DIFFERENCE, SET_HAS_ELEMENT,
    // Mathematics: the functions of these names.
    GAMMA, LOGGAMMA, ERF, ERFC, BETA_CDF, BETA_INV, BETA_PDF, WELCH_TEST, RAND, BITSET_COUNT_ONES,
    CONVERT_ANGLE, CONVERT_ENERGY, CONVERT_FORCE, CONVERT_LENGTH, CONVERT_MASS, CONVERT_SPEED,
    CONVERT_TEMPERATURE, CONVERT_VOLUME,
    // Text: the functions of these names.
    INDEX_OF_REGEX, IS_ASCII, IS_UTF8, MAKE_STRING, CODEPOINTS, FORMAT_BYTES, HAS_ANY_INDEX,
    // Encodings and hashes: the functions of these names.
    BASE64_DECODE_TOARRAY, BASE64_ENCODE_FROMARRAY, BASE64_DECODE_TOGUID, BASE64_ENCODE_FROMGUID,
    GZIP_COMPRESS_TO_BASE64_STRING, GZIP_DECOMPRESS_FROM_BASE64_STRING, ZLIB_COMPRESS_TO_BASE64_STRING,
    ZLIB_DECOMPRESS_FROM_BASE64_STRING, PUNYCODE_FROM_STRING, PUNYCODE_TO_STRING,
    PUNYCODE_DOMAIN_FROM_STRING, PUNYCODE_DOMAIN_TO_STRING, HASH, HASH_MANY, HASH_COMBINE, NEW_GUID,
    ESTIMATE_DATA_SIZE,
    // Parsing: the functions of these names.
    PARSE_COMMAND_LINE, PARSE_USER_AGENT, PARSE_VERSION, PARSE_XML,
    // Dates and times: the functions of these names.
    DATETIME_UTC_TO_LOCAL, DATETIME_LOCAL_TO_UTC, DATETIME_LIST_TIMEZONES,
    // Arrays and sets: the functions of these names.
    ARRAY_IFF, ARRAY_SPLIT, ARRAY_ROTATE_LEFT, ARRAY_ROTATE_RIGHT, ARRAY_SHIFT_LEFT, ARRAY_SHIFT_RIGHT,
    SET_EQUALS, JACCARD_INDEX, ZIP,
    // Bags: the functions of these names.
    BAG_SET_KEY, BAG_ZIP, TREEPATH, DYNAMIC_TO_JSON,
    // Addresses: the functions of these names.
    PARSE_IPV4_MASK, IPV4_NETMASK_SUFFIX, IPV4_RANGE_TO_CIDR_LIST, FORMAT_IPV4, FORMAT_IPV4_MASK,
    PARSE_IPV6, PARSE_IPV6_MASK, IPV6_COMPARE, IPV6_IS_MATCH, IPV6_IS_IN_RANGE, IPV6_IS_IN_ANY_RANGE,
    HAS_IPV4, HAS_IPV4_PREFIX, HAS_ANY_IPV4, HAS_ANY_IPV4_PREFIX, GEO_INFO_FROM_IP_ADDRESS,
    // Series: the functions of these names.
    SERIES_ADD, SERIES_SUBTRACT, SERIES_MULTIPLY, SERIES_DIVIDE, SERIES_POW, SERIES_EQUALS,
    SERIES_NOT_EQUALS, SERIES_LESS, SERIES_LESS_EQUALS, SERIES_GREATER, SERIES_GREATER_EQUALS, SERIES_ABS,
    SERIES_SIGN, SERIES_FLOOR, SERIES_CEILING, SERIES_EXP, SERIES_LOG, SERIES_SIN, SERIES_COS, SERIES_TAN,
    SERIES_ASIN, SERIES_ACOS, SERIES_ATAN, SERIES_SUM, SERIES_PRODUCT, SERIES_DOT_PRODUCT,
    SERIES_MAGNITUDE, SERIES_COSINE_SIMILARITY, SERIES_PEARSON_CORRELATION, SERIES_FILL_BACKWARD,
    SERIES_FILL_FORWARD, SERIES_FILL_CONST, SERIES_FILL_LINEAR, SERIES_FIR, SERIES_IIR, SERIES_OUTLIERS,
    SERIES_SEASONAL, SERIES_STATS_DYNAMIC, SERIES_FIT_LINE_DYNAMIC, SERIES_FIT_2LINES_DYNAMIC, SERIES_STATS,
    SERIES_FIT_LINE, SERIES_FIT_2LINES, SERIES_FIT_POLY, SERIES_FFT, SERIES_IFFT, SERIES_PERIODS_DETECT,
    SERIES_PERIODS_VALIDATE, SERIES_DECOMPOSE, SERIES_DECOMPOSE_ANOMALIES, SERIES_DECOMPOSE_FORECAST,
    // Geography: the functions of these names.
    GEO_DISTANCE_2POINTS, GEO_AZIMUTH, GEO_ANGLE, GEO_POINT_IN_CIRCLE, GEO_POINT_BUFFER,
    GEO_POINT_IN_POLYGON, GEO_FROM_WKT, GEO_POINT_TO_GEOHASH, GEO_GEOHASH_TO_CENTRAL_POINT,
    GEO_GEOHASH_TO_POLYGON, GEO_GEOHASH_NEIGHBORS, GEO_POINT_TO_S2CELL, GEO_S2CELL_TO_CENTRAL_POINT,
    GEO_S2CELL_TO_POLYGON, GEO_S2CELL_NEIGHBORS, GEO_POINT_TO_H3CELL, GEO_H3CELL_LEVEL,
    GEO_H3CELL_PARENT, GEO_H3CELL_CHILDREN, GEO_H3CELL_NEIGHBORS, GEO_H3CELL_RINGS,
    GEO_H3CELL_TO_CENTRAL_POINT, GEO_H3CELL_TO_POLYGON, GEO_POLYGON_TO_H3CELLS, GEO_LINE_LENGTH,
    GEO_LINE_CENTROID, GEO_LINE_INTERPOLATE_POINT, GEO_LINE_LOCATE_POINT, GEO_LINE_SIMPLIFY,
    GEO_LINE_DENSIFY, GEO_LINE_BUFFER, GEO_LINE_TO_S2CELLS, GEO_DISTANCE_POINT_TO_LINE,
    GEO_CLOSEST_POINT_ON_LINE, GEO_DISTANCE_POINT_TO_POLYGON, GEO_CLOSEST_POINT_ON_POLYGON,
    GEO_POLYGON_AREA, GEO_POLYGON_PERIMETER, GEO_POLYGON_CENTROID, GEO_POLYGON_SIMPLIFY,
    GEO_POLYGON_DENSIFY, GEO_POLYGON_BUFFER, GEO_POLYGON_TO_S2CELLS, GEO_INTERSECTS_2LINES,
    GEO_INTERSECTION_2LINES, GEO_INTERSECTS_LINE_WITH_POLYGON, GEO_INTERSECTION_LINE_WITH_POLYGON,
    GEO_INTERSECTS_2POLYGONS, GEO_INTERSECTION_2POLYGONS, GEO_UNION_LINES_ARRAY,
    GEO_UNION_POLYGONS_ARRAY, GEO_SIMPLIFY_POLYGONS_ARRAY,
    // Sketches: the functions of these names.
    HLL_MERGE, DCOUNT_HLL, TDIGEST_MERGE, PERCENTILE_TDIGEST, PERCENTILE_ARRAY_TDIGEST,
    PERCENTRANK_TDIGEST, RANK_TDIGEST,
    /// A json array of arrays, whether ascending, whether nulls last; the arrays sorted as the first is.
    ARRAY_SORT,
    /// Path, text of JSON; a json value.
    EXTRACT_JSON,
    /// As [#BAG_PACK] without the members that are null or empty.
    BAG_PACK_NOT_EMPTY,
    // What make-series builds: values, slots, start, end, step, the value of empty slots; start, end, step,
    // type.
    SERIES_VALUES, SERIES_VALUES_REAL, SERIES_AXIS, SERIES_AXIS_REAL,
    /// Text, delimiter of pairs, delimiter of key and value, quotes, escape, whether greedy; a bag of texts.
    PARSE_PAIRS,
    /// Text, pattern with a group for the key and one for the value; a bag of texts.
    PARSE_PAIRS_REGEX,
    // Over all rows at once: a json array of texts, each the json array of a row's number and values.
    /// Rows of datetime ticks, most ticks from the first, most from the one before, and whether to start
    /// anew; a json array of the numbers and the datetimes that their sessions start at.
    ROW_SESSIONS,
    /// Rows, and the text of a program of `scan`; a json array of the number, the match and the values of
    /// each row of the result.
    SCAN_ROWS,
    /// Rows of the keys of two nodes, and whether ways must lead back; a json array of keys and the numbers
    /// of their components.
    GRAPH_COMPONENTS,
    /// Rows of a weight and texts, whether all segments or few clusters, the least share or the weight of the
    /// size, most dimensions; a json array of number, count, percentage and values of each segment.
    ROW_SEGMENTS,
    /// Rows of a text, the least share, further separators; a json array of pattern, count and one text.
    TEXT_PATTERNS
    // @formatter:on
}
