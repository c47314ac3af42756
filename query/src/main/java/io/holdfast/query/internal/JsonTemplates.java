package io.holdfast.query.internal;

import static io.holdfast.query.internal.ScalarTemplates.define;
import static io.holdfast.query.internal.ScalarTemplates.java;
import static io.holdfast.query.internal.ScalarTemplates.javaOverArray;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.ScalarOp;
import java.util.List;

/// Operations over dynamic values, which are JSON text.
final class JsonTemplates {
    private JsonTemplates() {}

    static void defineAll() {
        define(ScalarOp.PATH, (printer, call) -> "nullif(CAST(" + path(printer, call, "json_extract")
                + " AS VARCHAR), 'null')");
        define(ScalarOp.PARSE_JSON, JsonTemplates::parseJson);
        define(ScalarOp.GET_TYPE, JsonTemplates::getType);
        java(ScalarOp.ARRAY_LENGTH, "array_length");
        javaOverArray(ScalarOp.ARRAY_CONCAT, "array_concat");
        java(ScalarOp.ARRAY_SLICE, "array_slice");
        java(ScalarOp.ARRAY_INDEX_OF, "array_index_of", "CAST(0 AS BIGINT)", "CAST(-1 AS BIGINT)",
                "CAST(1 AS BIGINT)");
        java(ScalarOp.ARRAY_SUM, "array_sum");
        java(ScalarOp.ARRAY_REVERSE, "array_reverse");
        java(ScalarOp.STRCAT_ARRAY, "strcat_array");
        java(ScalarOp.REPEAT, "repeat");
        define(ScalarOp.RANGE_ARRAY, JsonTemplates::range);
        define(ScalarOp.PACK_ARRAY, (printer, call) -> ScalarTemplates.array(printer.arguments(call)));
        javaOverArray(ScalarOp.BAG_PACK, "bag_pack");
        java(ScalarOp.BAG_KEYS, "bag_keys");
        java(ScalarOp.BAG_HAS_KEY, "bag_has_key");
        javaOverArray(ScalarOp.BAG_MERGE, "bag_merge");
        java(ScalarOp.BAG_REMOVE_KEYS, "bag_remove_keys");
        javaOverArray(ScalarOp.SET_UNION, "set_union");
        javaOverArray(ScalarOp.SET_INTERSECT, "set_intersect");
        javaOverArray(ScalarOp.SET_DIFFERENCE, "set_difference");
        java(ScalarOp.SET_HAS_ELEMENT, "set_has_element");
        define(ScalarOp.IN_ARRAY, (printer, call) -> inArray(printer, call, "in_array"));
        define(ScalarOp.IN_ARRAY_CI, (printer, call) -> inArray(printer, call, "in_array_ci"));
    }

    /// Prints the reading of a member or element: `{function}(json, path)`.
    static String path(ScalarPrinter printer, Call call, String function) {
        Scalar key = call.argument(1);
        String name = ScalarTemplates.textLiteral(key);
        if (name != null && call.argument(0) instanceof Call outer && outer.op() == ScalarOp.PATH) {
            String steps = names(outer);
            if (!steps.isEmpty()) {
                // The members of a member are read in one go: what has none has none of theirs either.
                return path(printer, root(outer), function, SqlText.string(steps + pointer(name)));
            }
        }
        return ScalarTemplates.tryable(key)
                ? path(printer, call.argument(0), function, step(printer, key))
                : function + "(" + printer.print(call.argument(0)) + ", " + step(printer, key) + ")";
    }

    /// Returns the steps of a path that has names only; empty if it has others.
    private static String names(Call path) {
        String name = ScalarTemplates.textLiteral(path.argument(1));
        if (name == null) {
            return "";
        }
        if (path.argument(0) instanceof Call outer && outer.op() == ScalarOp.PATH) {
            String before = names(outer);
            return before.isEmpty() ? "" : before + pointer(name);
        }
        return pointer(name);
    }

    private static Scalar root(Scalar path) {
        return path instanceof Call call && call.op() == ScalarOp.PATH ? root(call.argument(0)) : path;
    }

    private static String path(ScalarPrinter printer, Scalar json, String function, String steps) {
        if (json instanceof Call parse && parse.op() == ScalarOp.PARSE_JSON
                && parse.argument(0).type() == KqlType.STRING && ScalarTemplates.tryable(json)) {
            // Text that is no JSON has no members, just as the text value that it stands for has none.
            return "TRY(" + function + "(" + printer.print(parse.argument(0)) + ", " + steps + "))";
        }
        return function + "(" + printer.print(json) + ", " + steps + ")";
    }

    /// Returns a step of a JSON pointer (RFC 6901).
    private static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private static String step(ScalarPrinter printer, Scalar key) {
        String name = ScalarTemplates.textLiteral(key);
        if (name != null) {
            return SqlText.string(pointer(name));
        }
        Long index = ScalarTemplates.longLiteral(key);
        if (index != null) {
            return index < 0 ? "'$[#" + index + "]'" : "'$[" + index + "]'";
        }
        String value = printer.print(key);
        return key.type() == KqlType.STRING
                ? "('/' || replace(replace(" + value + ", '~', '~0'), '/', '~1'))"
                : "(CASE WHEN " + value + " < 0 THEN '$[#' || " + value + " || ']' ELSE '$[' || " + value
                        + " || ']' END)";
    }

    private static String parseJson(ScalarPrinter printer, Call call) {
        Scalar value = call.argument(0);
        if (value.type() == KqlType.DYNAMIC) {
            return printer.java("reparse", printer.print(value));
        }
        return value.type() != KqlType.STRING
                ? CastTemplates.print(printer, value, KqlType.DYNAMIC)
                : printer.java("parse_json", printer.print(value));
    }

    private static String getType(ScalarPrinter printer, Call call) {
        Scalar value = call.argument(0);
        return value.type() == KqlType.DYNAMIC
                ? "coalesce(" + printer.java("get_type", printer.print(value)) + ", 'null')"
                : SqlText.string(value.type().kustoName());
    }

    private static String range(ScalarPrinter printer, Call call) {
        List<String> a = printer.arguments(call);
        KqlType type = call.argument(0).type();
        boolean real = call.arguments().stream().anyMatch(argument -> argument.type() == KqlType.REAL);
        if (real) {
            return printer.java("range_real",
                    a.stream().map(value -> "CAST(" + value + " AS DOUBLE)").toArray(String[]::new));
        }
        String kind = SqlText.string(type.kustoName());
        return printer.java("range_long", "CAST(" + a.get(0) + " AS BIGINT)",
                "CAST(" + a.get(1) + " AS BIGINT)",
                "CAST(" + a.get(2) + " AS BIGINT)", kind);
    }

    private static String inArray(ScalarPrinter printer, Call call, String function) {
        Scalar value = call.argument(0);
        String json = CastTemplates.print(printer, value, KqlType.DYNAMIC);
        return "coalesce(" + printer.java(function, json, printer.print(call.argument(1))) + ", FALSE)";
    }
}
