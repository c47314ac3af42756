package io.holdfast.query.internal;

import static io.holdfast.query.internal.ScalarTemplates.define;
import static io.holdfast.query.internal.ScalarTemplates.text;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.ScalarOp;
import java.util.List;
import java.util.stream.Collectors;

/// Operations over values of any type: their hashes and sizes; and those that give a new value each time.
final class HashTemplates {
    private HashTemplates() {}

    static void defineAll() {
        define(ScalarOp.HASH_MD5, (printer, call) -> digest(printer, call, "md5"));
        define(ScalarOp.HASH_SHA1, (printer, call) -> digest(printer, call, "sha1"));
        define(ScalarOp.HASH_SHA256, (printer, call) -> digest(printer, call, "sha256"));
        define(ScalarOp.HASH, (printer, call) -> {
            String hash = hash(printer, call.argument(0));
            return call.arguments().size() == 1
                    ? hash
                    : printer.java("long_modulo", hash, printer.print(call.argument(1)));
        });
        define(ScalarOp.HASH_MANY, (printer, call) -> printer.java("hash_combine", ScalarTemplates.array(
                call.arguments().stream().map(argument -> "CAST(" + hash(printer, argument) + " AS VARCHAR)")
                        .toList())));
        define(ScalarOp.ESTIMATE_DATA_SIZE, (printer, call) -> call.arguments().stream()
                .map(argument -> size(printer, argument)).collect(Collectors.joining(" + ", "(", ")")));
        text(ScalarOp.NEW_GUID, "CAST(uuid() AS VARCHAR)");
        define(ScalarOp.RAND, HashTemplates::random);
    }

    private static String digest(ScalarPrinter printer, Call call, String function) {
        return function + "(" + CastTemplates.print(printer, call.argument(0), KqlType.STRING) + ")";
    }

    private static String hash(ScalarPrinter printer, Scalar value) {
        String sql = printer.print(value);
        return switch (value.type()) {
            case LONG, DATETIME, TIMESPAN -> printer.java("hash_long", sql);
            case INT -> printer.java("hash_int", "CAST(" + sql + " AS BIGINT)");
            case BOOL -> printer.java("hash_int", "CAST(" + sql + " AS BIGINT)");
            case GUID -> printer.java("hash_guid", sql);
            case REAL -> printer.java("hash_long", printer.java("real_bits", sql));
            case STRING, DYNAMIC, DECIMAL -> printer.java("hash_text",
                    CastTemplates.print(printer, value, KqlType.STRING));
        };
    }

    private static String size(ScalarPrinter printer, Scalar value) {
        return switch (value.type()) {
            case BOOL -> "CAST(1 AS BIGINT)";
            case INT -> "CAST(4 AS BIGINT)";
            case LONG, REAL, DATETIME, TIMESPAN -> "CAST(8 AS BIGINT)";
            case GUID -> "CAST(16 AS BIGINT)";
            case DECIMAL -> "CAST(34 AS BIGINT)";
            case STRING, DYNAMIC -> "coalesce(strlen(" + printer.print(value) + "), 0)";
        };
    }

    /// A real from 0 to below 1, or a whole number from 0 to below the argument.
    private static String random(ScalarPrinter printer, Call call) {
        List<String> arguments = printer.arguments(call);
        return arguments.isEmpty()
                ? "random()"
                : "floor(random() * " + arguments.getFirst() + ")";
    }
}
