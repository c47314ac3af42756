package io.holdfast.query.internal;

import static io.holdfast.query.internal.ScalarTemplates.define;
import static io.holdfast.query.internal.ScalarTemplates.java;
import static io.holdfast.query.internal.ScalarTemplates.text;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.ScalarOp;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Operations over text.
final class TextTemplates {
    /// The greatest number of a group that the engine extracts by itself.
    private static final int MOST_GROUPS = 9;
    /// The longest chain of operators that is printed as one.
    private static final int MOST_LEVELS = 100;

    private TextTemplates() {}

    static void defineAll() {
        searches();
        terms();
        text(ScalarOp.STRLEN, "length({0})");
        text(ScalarOp.STRING_SIZE, "strlen({0})");
        text(ScalarOp.TO_LOWER, "lower({0})");
        text(ScalarOp.TO_UPPER, "upper({0})");
        text(ScalarOp.REVERSE, "reverse({0})");
        define(ScalarOp.STRCAT, (printer, call) -> concatenation(printer.arguments(call)));
        define(ScalarOp.STRCAT_DELIMITED,
                (printer, call) -> "concat_ws(" + String.join(", ", printer.arguments(call)) + ")");
        define(ScalarOp.STRREP, TextTemplates::repeat);
        define(ScalarOp.SUBSTRING, TextTemplates::substring);
        define(ScalarOp.SPLIT,
                (printer, call) -> printer.java(call.arguments().size() == 3 ? "split_at" : "split",
                        printer.arguments(call).toArray(String[]::new)));
        define(ScalarOp.REPLACE_STRING, (printer, call) -> {
            List<String> a = printer.arguments(call);
            return "(CASE WHEN " + a.get(1) + " = '' THEN " + a.get(0) + " ELSE replace("
                    + String.join(", ", a) + ") END)";
        });
        java(ScalarOp.REPLACE_STRINGS, "replace_strings");
        java(ScalarOp.TRANSLATE, "translate");
        java(ScalarOp.INDEX_OF, "index_of", "CAST(0 AS BIGINT)", "CAST(-1 AS BIGINT)", "CAST(1 AS BIGINT)");
        text(ScalarOp.STRCMP, "CAST(CASE WHEN {0} < {1} THEN -1 WHEN {0} > {1} THEN 1 ELSE 0 END AS BIGINT)");
        patterns();
        encodings();
        HashTemplates.defineAll();
        java(ScalarOp.GEO_POINT_TO_GEOHASH, "geo_point_to_geohash", "CAST(5 AS BIGINT)");
        java(ScalarOp.GEO_POINT_TO_S2CELL, "geo_point_to_s2cell", "CAST(11 AS BIGINT)");
        java(ScalarOp.GEO_POINT_TO_H3CELL, "geo_point_to_h3cell", "CAST(6 AS BIGINT)");
    }

    /// Concatenates texts, none of which is null. The operator nests to the left, of which the engine takes
    /// so many levels only.
    static String concatenation(List<String> texts) {
        return texts.size() > MOST_LEVELS
                ? "concat(" + String.join(", ", texts) + ")"
                : "(" + String.join(" || ", texts) + ")";
    }

    private static void searches() {
        text(ScalarOp.CONTAINS, "contains(lower({0}), lower({1}))");
        text(ScalarOp.CONTAINS_CS, "contains({0}, {1})");
        text(ScalarOp.STARTS_WITH, "starts_with(lower({0}), lower({1}))");
        text(ScalarOp.STARTS_WITH_CS, "starts_with({0}, {1})");
        text(ScalarOp.ENDS_WITH, "suffix(lower({0}), lower({1}))");
        text(ScalarOp.ENDS_WITH_CS, "suffix({0}, {1})");
        define(ScalarOp.MATCHES_REGEX, (printer, call) -> "regexp_matches(" + printer.print(call.argument(0))
                + ", " + pattern(printer, call.argument(1)) + ")");
    }

    private static void terms() {
        for (ScalarOp op : TermOperation.OPS) {
            define(op, (printer, call) -> TermOperation.of(call).value(printer));
        }
        java(ScalarOp.HAS_ANY_OF, "has_any_of");
        java(ScalarOp.HAS_ALL_OF, "has_all_of");
    }

    private static String repeat(ScalarPrinter printer, Call call) {
        List<String> a = printer.arguments(call);
        // Bounded, so that one row cannot ask for gigabytes.
        String times = "greatest(0, least(" + a.get(1) + ", 1024))";
        return a.size() == 2
                ? "repeat(" + a.get(0) + ", " + times + ")"
                : "left(repeat(" + a.get(0) + " || " + a.get(2) + ", " + times + "), length(" + a.get(0)
                        + ") * " + times
                        + " + length(" + a.get(2) + ") * greatest(0, " + times + " - 1))";
    }

    private static String substring(ScalarPrinter printer, Call call) {
        String value = printer.print(call.argument(0));
        Long start = ScalarTemplates.longLiteral(call.argument(1));
        Long length = call.arguments().size() < 3
                ? Long.valueOf(-1)
                : ScalarTemplates.longLiteral(call.argument(2));
        if (start != null && start >= 0 && start < Integer.MAX_VALUE && length != null
                && length < Integer.MAX_VALUE) {
            return length < 0
                    ? "substring(" + value + ", " + (start + 1) + ")"
                    : "substring(" + value + ", " + (start + 1) + ", " + length + ")";
        }
        return printer.java("substring", value, printer.print(call.argument(1)),
                call.arguments().size() < 3 ? "CAST(-1 AS BIGINT)" : printer.print(call.argument(2)));
    }

    private static void patterns() {
        define(ScalarOp.EXTRACT, TextTemplates::extract);
        define(ScalarOp.EXTRACT_ALL, TextTemplates::extractAll);
        define(ScalarOp.REPLACE_REGEX, (printer, call) -> {
            List<String> a = printer.arguments(call);
            return "regexp_replace(" + a.get(0) + ", " + pattern(printer, call.argument(1)) + ", " + a.get(2)
                    + ", 'g')";
        });
        // The pattern comes first. It is cut once at each end.
        define(ScalarOp.TRIM_START,
                (printer, call) -> trimStart(printer, call, printer.print(call.argument(1))));
        define(ScalarOp.TRIM_END,
                (printer, call) -> trimEnd(printer, call, printer.print(call.argument(1))));
        define(ScalarOp.TRIM, (printer, call) -> trimEnd(printer, call,
                trimStart(printer, call, printer.print(call.argument(1)))));
        define(ScalarOp.COUNT_OF, (printer, call) -> {
            List<String> a = printer.arguments(call);
            boolean regex = call.arguments().size() == 3
                    && "regex".equals(ScalarTemplates.textLiteral(call.argument(2)));
            return regex
                    ? "CAST(len(regexp_extract_all(" + a.get(0) + ", " + pattern(printer, call.argument(1))
                            + ")) AS BIGINT)"
                    : printer.java("count_of", a.get(0), a.get(1));
        });
        java(ScalarOp.REGEX_QUOTE, "regex_quote");
    }

    /// Prints a pattern in the syntax of the engine.
    private static String pattern(ScalarPrinter printer, Scalar pattern) {
        String constant = ScalarTemplates.textLiteral(pattern);
        return constant == null
                ? printer.java("regex_syntax", printer.print(pattern))
                : SqlText.string(RegexSyntax.toRe2(constant));
    }

    private static String trimStart(ScalarPrinter printer, Call call, String text) {
        return "regexp_replace(" + text + ", '^(?:' || " + pattern(printer, call.argument(0))
                + " || ')', '')";
    }

    private static String trimEnd(ScalarPrinter printer, Call call, String text) {
        return "regexp_replace(" + text + ", '(?:' || " + pattern(printer, call.argument(0))
                + " || ')$', '')";
    }

    private static String extract(ScalarPrinter printer, Call call) {
        Long group = ScalarTemplates.longLiteral(call.argument(2));
        // The engine refuses a group that the pattern does not have.
        if (group == null || (group > 0 && group > RegexGroups.count(call.argument(1)))) {
            return "coalesce(" + printer.java("extract_group", printer.print(call.argument(0)),
                    pattern(printer, call.argument(1)), printer.print(call.argument(2))) + ", '')";
        }
        if (group > MOST_GROUPS) {
            return "coalesce(" + namedGroup(printer, call, group) + ", '')";
        }
        return "coalesce(regexp_extract(" + printer.print(call.argument(0)) + ", "
                + pattern(printer, call.argument(1)) + ", "
                + Math.max(0, group) + "), '')";
    }

    /// DuckDB numbers groups up to 9 only; further ones it gives as members of a struct.
    private static String namedGroup(ScalarPrinter printer, Call call, long group) {
        String names = LongStream.rangeClosed(1, Math.min(group, 99)).mapToObj(i -> "'g" + i + "'")
                .collect(Collectors.joining(", ", "[", "]"));
        return "struct_extract(regexp_extract(" + printer.print(call.argument(0)) + ", "
                + pattern(printer, call.argument(1)) + ", " + names + "), 'g" + Math.min(group, 99) + "')";
    }

    /// One group gives an array of texts, several an array of arrays.
    private static String extractAll(ScalarPrinter printer, Call call) {
        String text = printer.print(call.argument(0));
        String pattern = pattern(printer, call.argument(1));
        List<Integer> groups = RegexGroups.wanted(call.argument(1), call.argument(2));
        // The engine refuses a group that the pattern does not have.
        int known = RegexGroups.count(call.argument(1));
        if (groups.stream().anyMatch(group -> group > known)) {
            return printer.java("extract_groups", text, pattern, SqlText.string(groups.toString()));
        }
        String result = groups.size() == 1
                ? all(text, pattern, groups.getFirst())
                : groups.stream().map(group -> all(text, pattern, group))
                        .collect(Collectors.joining(", ", "list_zip(", ")"));
        String json = groups.size() == 1
                ? "CAST(to_json(" + result + ") AS VARCHAR)"
                : "CAST(to_json(list_transform(" + result + ", lambda x: ["
                        + IntStream.rangeClosed(1, groups.size()).mapToObj(i -> "coalesce(x[" + i + "], '')")
                                .collect(Collectors.joining(", "))
                        + "])) AS VARCHAR)";
        return "nullif(" + json + ", '[]')";
    }

    private static String all(String text, String pattern, int group) {
        return "regexp_extract_all(" + text + ", " + pattern + ", " + group + ")";
    }

    private static void encodings() {
        java(ScalarOp.URL_ENCODE, "url_encode");
        // A version has more digits before the point than other decimals, and none behind it.
        define(ScalarOp.PARSE_VERSION, (printer, call) -> "TRY_CAST("
                + printer.java("parse_version", printer.print(call.argument(0))) + " AS DECIMAL(38, 0))");
        text(ScalarOp.BITSET_COUNT_ONES, "CAST(bit_count({0}) AS BIGINT)");
        java(ScalarOp.URL_DECODE, "url_decode");
        java(ScalarOp.URL_ENCODE_COMPONENT, "url_encode_component");
        java(ScalarOp.BASE64_ENCODE, "base64_encode");
        java(ScalarOp.BASE64_DECODE, "base64_decode");
        java(ScalarOp.PARSE_URL, "parse_url");
        java(ScalarOp.PARSE_URL_QUERY, "parse_url_query");
        java(ScalarOp.PARSE_PATH, "parse_path");
        java(ScalarOp.PARSE_CSV, "parse_csv");
        define(ScalarOp.TO_HEX, TextTemplates::toHex);
        java(ScalarOp.PARSE_IPV4, "parse_ipv4");
        java(ScalarOp.IPV4_IS_PRIVATE, "ipv4_is_private");
        java(ScalarOp.IPV4_IS_IN_RANGE, "ipv4_is_in_range");
        define(ScalarOp.IPV4_IS_IN_ANY_RANGE, (printer, call) -> {
            List<String> a = printer.arguments(call);
            return printer.java("ipv4_is_in_any_range", a.getFirst(),
                    ScalarTemplates.array(a.subList(1, a.size())));
        });
        define(ScalarOp.IPV4_IS_MATCH, (printer, call) -> "(" + compare(printer, call) + " = 0)");
        define(ScalarOp.IPV4_COMPARE, TextTemplates::compare);
    }

    /// An int has 32 bits.
    private static String toHex(ScalarPrinter printer, Call call) {
        Scalar value = call.argument(0);
        String number = CastTemplates.print(printer, value, KqlType.LONG);
        return "coalesce(" + printer.java("to_hex",
                value.type() == KqlType.INT ? "(" + number + " & 4294967295)" : number,
                call.arguments().size() < 2 ? "CAST(0 AS BIGINT)" : printer.print(call.argument(1)))
                + ", '')";
    }

    private static String compare(ScalarPrinter printer, Call call) {
        List<Scalar> arguments = call.arguments();
        return printer.java("ipv4_compare", printer.print(arguments.get(0)), printer.print(arguments.get(1)),
                arguments.size() < 3 ? "CAST(32 AS BIGINT)" : printer.print(arguments.get(2)));
    }
}
