package io.holdfast.kql.internal;

import static io.holdfast.kql.internal.FunctionSpec.Parameter.ANY;
import static io.holdfast.kql.internal.FunctionSpec.Parameter.BOOL;
import static io.holdfast.kql.internal.FunctionSpec.Parameter.DATETIME;
import static io.holdfast.kql.internal.FunctionSpec.Parameter.DYNAMIC;
import static io.holdfast.kql.internal.FunctionSpec.Parameter.LONG;
import static io.holdfast.kql.internal.FunctionSpec.Parameter.REAL;
import static io.holdfast.kql.internal.FunctionSpec.Parameter.STRING;
import static io.holdfast.kql.internal.FunctionSpec.Parameter.TIMESPAN;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.FunctionSpec.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The scalar functions with a plain signature. Those whose types or names follow rules of their own are in
/// [SpecialForms].
final class Functions {
    private static final Map<String, FunctionSpec> BY_NAME = new HashMap<>();

    static {
        math();
        text();
        patterns();
        encodings();
        datetimes();
        arrays();
        bags();
        addresses();
    }

    private Functions() {}

    static Optional<FunctionSpec> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static Set<String> names() {
        return new TreeSet<>(BY_NAME.keySet());
    }

    private static void define(String name, ScalarOp op, @Nullable KqlType result, Parameter... parameters) {
        BY_NAME.put(name, new FunctionSpec(op, result, List.of(parameters), parameters.length, false));
    }

    /// Defines a function whose last arguments may be left out.
    private static void optional(String name, ScalarOp op, KqlType result, int required,
            Parameter... parameters) {
        BY_NAME.put(name, new FunctionSpec(op, result, List.of(parameters), required, false));
    }

    private static void variadic(String name, ScalarOp op, KqlType result, int required,
            Parameter... parameters) {
        BY_NAME.put(name, new FunctionSpec(op, result, List.of(parameters), required, true));
    }

    private static void alias(String alias, String name) {
        BY_NAME.put(alias, Optional.ofNullable(BY_NAME.get(name)).orElseThrow());
    }

    private static void math() {
        for (ScalarOp op : List.of(ScalarOp.SQRT, ScalarOp.EXP, ScalarOp.EXP2, ScalarOp.EXP10, ScalarOp.LOG,
                ScalarOp.LOG2, ScalarOp.LOG10, ScalarOp.SIN, ScalarOp.COS, ScalarOp.TAN, ScalarOp.ASIN,
                ScalarOp.ACOS,
                ScalarOp.ATAN, ScalarOp.COT, ScalarOp.RADIANS, ScalarOp.DEGREES)) {
            define(op.name().toLowerCase(Locale.ROOT), op, KqlType.REAL, REAL);
        }
        define("sign", ScalarOp.SIGN, KqlType.REAL, REAL);
        define("atan2", ScalarOp.ATAN2, KqlType.REAL, REAL, REAL);
        define("pow", ScalarOp.POW, KqlType.REAL, REAL, REAL);
        define("isnan", ScalarOp.IS_NAN, KqlType.BOOL, REAL);
        define("isinf", ScalarOp.IS_INF, KqlType.BOOL, REAL);
        define("isfinite", ScalarOp.IS_FINITE, KqlType.BOOL, REAL);
        optional("round", ScalarOp.ROUND, KqlType.REAL, 1, REAL, LONG);
        define("binary_and", ScalarOp.BINARY_AND, KqlType.LONG, LONG, LONG);
        define("binary_or", ScalarOp.BINARY_OR, KqlType.LONG, LONG, LONG);
        define("binary_xor", ScalarOp.BINARY_XOR, KqlType.LONG, LONG, LONG);
        define("binary_not", ScalarOp.BINARY_NOT, KqlType.LONG, LONG);
        define("binary_shift_left", ScalarOp.SHIFT_LEFT, KqlType.LONG, LONG, LONG);
        define("binary_shift_right", ScalarOp.SHIFT_RIGHT, KqlType.LONG, LONG, LONG);
        define("not", ScalarOp.NOT, KqlType.BOOL, BOOL);
    }

    private static void text() {
        variadic("strcat", ScalarOp.STRCAT, KqlType.STRING, 1, STRING);
        variadic("strcat_delim", ScalarOp.STRCAT_DELIMITED, KqlType.STRING, 2, STRING);
        define("strlen", ScalarOp.STRLEN, KqlType.LONG, STRING);
        define("string_size", ScalarOp.STRING_SIZE, KqlType.LONG, STRING);
        define("tolower", ScalarOp.TO_LOWER, KqlType.STRING, STRING);
        define("toupper", ScalarOp.TO_UPPER, KqlType.STRING, STRING);
        define("reverse", ScalarOp.REVERSE, KqlType.STRING, STRING);
        optional("strrep", ScalarOp.STRREP, KqlType.STRING, 2, STRING, LONG, STRING);
        optional("substring", ScalarOp.SUBSTRING, KqlType.STRING, 2, STRING, LONG, LONG);
        optional("split", ScalarOp.SPLIT, KqlType.DYNAMIC, 2, STRING, STRING, LONG);
        define("replace_string", ScalarOp.REPLACE_STRING, KqlType.STRING, STRING, STRING, STRING);
        define("replace_strings", ScalarOp.REPLACE_STRINGS, KqlType.STRING, STRING, DYNAMIC, DYNAMIC);
        define("translate", ScalarOp.TRANSLATE, KqlType.STRING, STRING, STRING, STRING);
        optional("indexof", ScalarOp.INDEX_OF, KqlType.LONG, 2, STRING, STRING, LONG, LONG, LONG);
        define("strcmp", ScalarOp.STRCMP, KqlType.LONG, STRING, STRING);
        define("isempty", ScalarOp.IS_EMPTY, KqlType.BOOL, ANY);
        define("isnull", ScalarOp.IS_NULL, KqlType.BOOL, ANY);
        define("gettype", ScalarOp.GET_TYPE, KqlType.STRING, ANY);
    }

    private static void patterns() {
        define("replace_regex", ScalarOp.REPLACE_REGEX, KqlType.STRING, STRING, STRING, STRING);
        define("trim", ScalarOp.TRIM, KqlType.STRING, STRING, STRING);
        define("trim_start", ScalarOp.TRIM_START, KqlType.STRING, STRING, STRING);
        define("trim_end", ScalarOp.TRIM_END, KqlType.STRING, STRING, STRING);
        optional("countof", ScalarOp.COUNT_OF, KqlType.LONG, 2, STRING, STRING, STRING);
        define("regex_quote", ScalarOp.REGEX_QUOTE, KqlType.STRING, STRING);
    }

    private static void encodings() {
        define("url_encode", ScalarOp.URL_ENCODE, KqlType.STRING, STRING);
        define("url_decode", ScalarOp.URL_DECODE, KqlType.STRING, STRING);
        define("url_encode_component", ScalarOp.URL_ENCODE_COMPONENT, KqlType.STRING, STRING);
        alias("url_decode_component", "url_decode");
        define("base64_encode_tostring", ScalarOp.BASE64_ENCODE, KqlType.STRING, STRING);
        define("base64_decode_tostring", ScalarOp.BASE64_DECODE, KqlType.STRING, STRING);
        alias("base64_encodestring", "base64_encode_tostring");
        alias("base64_decodestring", "base64_decode_tostring");
        define("parse_url", ScalarOp.PARSE_URL, KqlType.DYNAMIC, STRING);
        alias("parseurl", "parse_url");
        define("parse_urlquery", ScalarOp.PARSE_URL_QUERY, KqlType.DYNAMIC, STRING);
        alias("parseurlquery", "parse_urlquery");
        define("parse_path", ScalarOp.PARSE_PATH, KqlType.DYNAMIC, STRING);
        define("parse_csv", ScalarOp.PARSE_CSV, KqlType.DYNAMIC, STRING);
        alias("parsecsv", "parse_csv");
        define("hash_md5", ScalarOp.HASH_MD5, KqlType.STRING, STRING);
        define("hash_sha1", ScalarOp.HASH_SHA1, KqlType.STRING, STRING);
        define("hash_sha256", ScalarOp.HASH_SHA256, KqlType.STRING, STRING);
        optional("tohex", ScalarOp.TO_HEX, KqlType.STRING, 1, LONG, LONG);
    }

    private static void datetimes() {
        for (String unit : List.of("day", "week", "month", "year")) {
            SpecialForms.defineUnit("startof" + unit, unit, true);
            SpecialForms.defineUnit("endof" + unit, unit, false);
        }
        define("dayofweek", ScalarOp.DAY_OF_WEEK, KqlType.TIMESPAN, DATETIME);
        define("datetime_add", ScalarOp.DATETIME_ADD, KqlType.DATETIME, STRING, LONG, DATETIME);
        define("datetime_diff", ScalarOp.DATETIME_DIFF, KqlType.LONG, STRING, DATETIME, DATETIME);
        define("format_datetime", ScalarOp.FORMAT_DATETIME, KqlType.STRING, DATETIME, STRING);
        define("format_timespan", ScalarOp.FORMAT_TIMESPAN, KqlType.STRING, TIMESPAN, STRING);
        optional("make_datetime", ScalarOp.MAKE_DATETIME, KqlType.DATETIME, 1, LONG, LONG, LONG, LONG, LONG,
                REAL);
        optional("make_timespan", ScalarOp.MAKE_TIMESPAN, KqlType.TIMESPAN, 2, LONG, LONG, REAL, REAL);
    }

    private static void arrays() {
        define("array_length", ScalarOp.ARRAY_LENGTH, KqlType.LONG, DYNAMIC);
        alias("arraylength", "array_length");
        variadic("array_concat", ScalarOp.ARRAY_CONCAT, KqlType.DYNAMIC, 1, DYNAMIC);
        define("array_slice", ScalarOp.ARRAY_SLICE, KqlType.DYNAMIC, DYNAMIC, LONG, LONG);
        optional("array_index_of", ScalarOp.ARRAY_INDEX_OF, KqlType.LONG, 2, DYNAMIC, DYNAMIC, LONG, LONG,
                LONG);
        define("array_sum", ScalarOp.ARRAY_SUM, KqlType.REAL, DYNAMIC);
        define("array_reverse", ScalarOp.ARRAY_REVERSE, KqlType.DYNAMIC, DYNAMIC);
        define("strcat_array", ScalarOp.STRCAT_ARRAY, KqlType.STRING, DYNAMIC, STRING);
        variadic("pack_array", ScalarOp.PACK_ARRAY, KqlType.DYNAMIC, 1, DYNAMIC);
        define("repeat", ScalarOp.REPEAT, KqlType.DYNAMIC, DYNAMIC, LONG);
        variadic("set_union", ScalarOp.SET_UNION, KqlType.DYNAMIC, 1, DYNAMIC);
        variadic("set_intersect", ScalarOp.SET_INTERSECT, KqlType.DYNAMIC, 1, DYNAMIC);
        variadic("set_difference", ScalarOp.SET_DIFFERENCE, KqlType.DYNAMIC, 1, DYNAMIC);
        define("set_has_element", ScalarOp.SET_HAS_ELEMENT, KqlType.BOOL, DYNAMIC, DYNAMIC);
    }

    private static void bags() {
        define("parse_json", ScalarOp.PARSE_JSON, KqlType.DYNAMIC, ANY);
        for (String name : List.of("parsejson", "todynamic", "toobject")) {
            alias(name, "parse_json");
        }
        variadic("bag_pack", ScalarOp.BAG_PACK, KqlType.DYNAMIC, 0, DYNAMIC);
        alias("pack", "bag_pack");
        alias("pack_dictionary", "bag_pack");
        define("bag_keys", ScalarOp.BAG_KEYS, KqlType.DYNAMIC, DYNAMIC);
        define("bag_has_key", ScalarOp.BAG_HAS_KEY, KqlType.BOOL, DYNAMIC, STRING);
        variadic("bag_merge", ScalarOp.BAG_MERGE, KqlType.DYNAMIC, 1, DYNAMIC);
        define("bag_remove_keys", ScalarOp.BAG_REMOVE_KEYS, KqlType.DYNAMIC, DYNAMIC, DYNAMIC);
    }

    private static void addresses() {
        define("parse_ipv4", ScalarOp.PARSE_IPV4, KqlType.LONG, STRING);
        define("ipv4_is_private", ScalarOp.IPV4_IS_PRIVATE, KqlType.BOOL, STRING);
        define("ipv4_is_in_range", ScalarOp.IPV4_IS_IN_RANGE, KqlType.BOOL, STRING, STRING);
        variadic("ipv4_is_in_any_range", ScalarOp.IPV4_IS_IN_ANY_RANGE, KqlType.BOOL, 2, STRING, DYNAMIC);
        optional("ipv4_is_match", ScalarOp.IPV4_IS_MATCH, KqlType.BOOL, 2, STRING, STRING, LONG);
        optional("ipv4_compare", ScalarOp.IPV4_COMPARE, KqlType.LONG, 2, STRING, STRING, LONG);
    }
}
