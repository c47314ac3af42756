package io.holdfast.query.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.ScalarOp;

/// Conversions between types.
final class CastTemplates {
    private CastTemplates() {}

    static String print(ScalarPrinter printer, Scalar value, KqlType target) {
        if (value.type() == target) {
            return printer.print(value);
        }
        if (value.type() == KqlType.DYNAMIC && target == KqlType.STRING && value instanceof Call call
                && call.op() == ScalarOp.PATH) {
            return "coalesce(" + JsonTemplates.path(printer, call, "json_extract_string") + ", '')";
        }
        String sql = printer.print(value);
        return switch (target) {
            case STRING -> toText(printer, value.type(), sql);
            case DYNAMIC -> toJson(printer, value.type(), sql);
            case BOOL -> toBool(printer, value.type(), sql);
            case INT -> toInt(printer, value.type(), sql);
            case LONG -> toLong(printer, value.type(), sql);
            case REAL -> toReal(printer, value.type(), sql);
            case DECIMAL -> toDecimal(printer, value.type(), sql);
            case DATETIME -> toTicks(printer, value.type(), sql, "datetime");
            case TIMESPAN -> toTicks(printer, value.type(), sql, "timespan");
            case GUID -> toGuid(printer, value.type(), sql);
        };
    }

    private static String toText(ScalarPrinter printer, KqlType from, String sql) {
        String text = switch (from) {
            case BOOL -> "CASE WHEN " + sql + " THEN 'True' WHEN NOT " + sql + " THEN 'False' END";
            case INT, LONG -> "CAST(" + sql + " AS VARCHAR)";
            case REAL -> printer.java("real_to_text", sql);
            case DECIMAL -> printer.java("decimal_to_text", "CAST(" + sql + " AS VARCHAR)");
            case DATETIME -> printer.java("datetime_to_text", sql);
            case TIMESPAN -> printer.java("timespan_to_text", sql);
            case DYNAMIC -> "json_extract_string(" + sql + ", '$')";
            case GUID, STRING -> sql;
        };
        return "coalesce(" + text + ", '')";
    }

    static String toJson(ScalarPrinter printer, KqlType from, String sql) {
        return switch (from) {
            case BOOL -> "(CASE WHEN " + sql + " THEN 'true' WHEN NOT " + sql + " THEN 'false' END)";
            case INT, LONG -> "CAST(" + sql + " AS VARCHAR)";
            case REAL -> printer.java("real_to_json", sql);
            case DECIMAL ->
                "('\"' || " + printer.java("decimal_to_text", "CAST(" + sql + " AS VARCHAR)") + " || '\"')";
            case STRING -> "CAST(to_json(" + sql + ") AS VARCHAR)";
            case DATETIME -> "('\"' || " + printer.java("datetime_to_text", sql) + " || '\"')";
            case TIMESPAN -> "('\"' || " + printer.java("timespan_to_text", sql) + " || '\"')";
            case GUID -> "('\"' || " + sql + " || '\"')";
            case DYNAMIC -> sql;
        };
    }

    private static String toBool(ScalarPrinter printer, KqlType from, String sql) {
        return switch (from) {
            case STRING -> printer.java("text_to_bool", sql);
            case DYNAMIC -> printer.java("json_to_bool", sql);
            case INT, LONG, REAL, DECIMAL -> "(" + sql + " <> 0)";
            default -> "CAST(NULL AS BOOLEAN)";
        };
    }

    private static String toInt(ScalarPrinter printer, KqlType from, String sql) {
        return switch (from) {
            case REAL -> printer.java("real_to_int", sql);
            case DYNAMIC -> printer.java("json_to_int", sql);
            default -> "TRY_CAST(" + toLong(printer, from, sql) + " AS INTEGER)";
        };
    }

    private static String toLong(ScalarPrinter printer, KqlType from, String sql) {
        return switch (from) {
            case STRING -> printer.java("text_to_long", sql);
            case DYNAMIC -> printer.java("json_to_long", sql);
            case REAL -> printer.java("real_to_long", sql);
            case DECIMAL -> "TRY_CAST(trunc(" + sql + ") AS BIGINT)";
            case BOOL, INT -> "CAST(" + sql + " AS BIGINT)";
            case LONG, DATETIME, TIMESPAN -> sql;
            case GUID -> "CAST(NULL AS BIGINT)";
        };
    }

    private static String toReal(ScalarPrinter printer, KqlType from, String sql) {
        return switch (from) {
            case STRING -> printer.java("text_to_real", sql);
            case DYNAMIC -> printer.java("json_to_real", sql);
            case GUID -> "CAST(NULL AS DOUBLE)";
            default -> "CAST(" + sql + " AS DOUBLE)";
        };
    }

    private static String toDecimal(ScalarPrinter printer, KqlType from, String sql) {
        String type = SqlText.type(KqlType.DECIMAL);
        return switch (from) {
            case DYNAMIC -> "TRY_CAST(json_extract_string(" + sql + ", '$') AS " + type + ")";
            case REAL -> "TRY_CAST(" + printer.java("real_to_text", sql) + " AS " + type + ")";
            case GUID -> "CAST(NULL AS " + type + ")";
            default -> "TRY_CAST(" + sql + " AS " + type + ")";
        };
    }

    private static String toTicks(ScalarPrinter printer, KqlType from, String sql, String target) {
        return switch (from) {
            case STRING -> printer.java("text_to_" + target, sql);
            case DYNAMIC -> printer.java("json_to_" + target, sql);
            case INT, LONG, TIMESPAN, DATETIME -> target.equals("datetime")
                    ? printer.java("datetime_in_range", "CAST(" + sql + " AS BIGINT)")
                    : "CAST(" + sql + " AS BIGINT)";
            case REAL, DECIMAL -> "TRY_CAST(trunc(" + sql + ") AS BIGINT)";
            case BOOL, GUID -> "CAST(NULL AS BIGINT)";
        };
    }

    private static String toGuid(ScalarPrinter printer, KqlType from, String sql) {
        return switch (from) {
            case STRING -> printer.java("text_to_guid", sql);
            case DYNAMIC -> printer.java("json_to_guid", sql);
            default -> "CAST(NULL AS VARCHAR)";
        };
    }
}
