package io.holdfast.query.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How each scalar operation is written in DuckDB's SQL: built in where the meanings agree, else a
/// [JavaFunction].
final class ScalarTemplates {
    /// Writes calls of one operation.
    @FunctionalInterface
    interface Template {
        String print(ScalarPrinter printer, Call call);
    }

    private static final Map<ScalarOp, Template> BY_OP = new EnumMap<>(ScalarOp.class);

    static {
        logic();
        comparisons();
        arithmetic();
        mathematics();
        conditions();
        TextTemplates.defineAll();
        TimeTemplates.defineAll();
        JsonTemplates.defineAll();
    }

    private ScalarTemplates() {}

    static Template of(ScalarOp op) {
        Template template = BY_OP.get(op);
        // Any other operation is the Java function of its name.
        return template == null
                ? (printer, call) -> printer.java(call,
                        JavaFunctions.named(op.name().toLowerCase(Locale.ROOT)))
                : template;
    }

    static void define(ScalarOp op, Template template) {
        BY_OP.put(op, template);
    }

    /// Defines an operation by a text in which `{0}`, `{1}` stand for the arguments.
    static void text(ScalarOp op, String text) {
        define(op, (printer, call) -> {
            String out = text;
            List<String> arguments = printer.arguments(call);
            StringBuilder result = new StringBuilder();
            int index = 0;
            while (index < out.length()) {
                int open = out.indexOf('{', index);
                if (open < 0) {
                    break;
                }
                result.append(out, index, open).append(arguments.get(out.charAt(open + 1) - '0'));
                index = open + 3;
            }
            return result.append(out.substring(index)).toString();
        });
    }

    /// Defines an operation by a Java function; `defaults` stand for arguments that are left out, from the
    /// end.
    static void java(ScalarOp op, String name, String... defaults) {
        define(op, (printer, call) -> {
            JavaFunction function = JavaFunctions.named(name);
            int missing = function.parameters().size() - call.arguments().size();
            String[] last = Arrays.copyOfRange(defaults, Math.max(0, defaults.length - missing),
                    defaults.length);
            return printer.java(call, function, last);
        });
    }

    /// Defines an operation over any number of json values by a Java function of one array.
    static void javaOverArray(ScalarOp op, String name) {
        define(op, (printer, call) -> printer.java(name, array(printer.arguments(call))));
    }

    /// Returns the json array of json values.
    static String array(List<String> elements) {
        if (elements.isEmpty()) {
            return "'[]'";
        }
        List<String> texts = new ArrayList<>(2 * elements.size() + 1);
        for (String element : elements) {
            texts.add(texts.isEmpty() ? "'['" : "','");
            texts.add("coalesce(" + element + ", 'null')");
        }
        texts.add("']'");
        return TextTemplates.concatenation(texts);
    }

    private static void logic() {
        define(ScalarOp.AND, (printer, call) -> nary(printer, call, " AND ", "TRUE"));
        define(ScalarOp.OR, (printer, call) -> nary(printer, call, " OR ", "FALSE"));
        text(ScalarOp.NOT, "(NOT {0})");
    }

    private static String nary(ScalarPrinter printer, Call call, String operator, String empty) {
        return call.arguments().isEmpty()
                ? empty
                : printer.arguments(call).stream().collect(Collectors.joining(operator, "(", ")"));
    }

    private static void comparisons() {
        define(ScalarOp.EQUAL, (printer, call) -> compare(printer, call, "=", true, true));
        define(ScalarOp.NOT_EQUAL, ScalarTemplates::notEqual);
        // The engine takes NaN for the greatest number; it is neither less nor greater than any.
        define(ScalarOp.LESS, (printer, call) -> compare(printer, call, "<", false, true));
        define(ScalarOp.LESS_OR_EQUAL, (printer, call) -> compare(printer, call, "<=", true, true));
        define(ScalarOp.GREATER, (printer, call) -> compare(printer, call, ">", true, false));
        define(ScalarOp.GREATER_OR_EQUAL, (printer, call) -> compare(printer, call, ">=", true, true));
        text(ScalarOp.EQUAL_CI, "(lower({0}) = lower({1}))");
        define(ScalarOp.IN, (printer, call) -> "coalesce(" + in(printer, call) + ", FALSE)");
        define(ScalarOp.IN_CI, (printer, call) -> "coalesce(" + in(printer, call) + ", FALSE)");
    }

    private static String compare(ScalarPrinter printer, Call call, String operator, boolean checkLeft,
            boolean checkRight) {
        String left = printer.print(call.argument(0));
        String right = printer.print(call.argument(1));
        return "(" + left + " " + operator + " " + right
                + (checkLeft && mayBeNan(call.argument(0)) ? " AND NOT isnan(" + left + ")" : "")
                + (checkRight && mayBeNan(call.argument(1)) ? " AND NOT isnan(" + right + ")" : "") + ")";
    }

    /// A null differs from every value.
    private static String notEqual(ScalarPrinter printer, Call call) {
        String left = printer.print(call.argument(0));
        String right = printer.print(call.argument(1));
        boolean text = call.argument(0).type() == KqlType.STRING;
        return "(" + left + (text ? " <> " : " IS DISTINCT FROM ") + right
                + (mayBeNan(call.argument(0)) ? " OR coalesce(isnan(" + left + "), FALSE)" : "") + ")";
    }

    private static boolean mayBeNan(Scalar scalar) {
        return scalar.type() == KqlType.REAL && !(scalar instanceof Literal literal
                && literal.value() instanceof Double number && !Double.isNaN(number));
    }

    /// Prints a test against a list, which may be null where the value or an item is.
    static String in(ScalarPrinter printer, Call call) {
        boolean ignoreCase = call.op() == ScalarOp.IN_CI;
        List<String> all = printer.arguments(call).stream()
                .map(argument -> ignoreCase ? "lower(" + argument + ")" : argument).toList();
        return all.size() == 1
                ? "FALSE"
                : "(" + all.getFirst() + " IN (" + String.join(", ", all.subList(1, all.size())) + "))";
    }

    private static void arithmetic() {
        define(ScalarOp.ADD, (printer, call) -> wrapping(printer, call, "+", "long_add"));
        define(ScalarOp.SUBTRACT, (printer, call) -> wrapping(printer, call, "-", "long_subtract"));
        define(ScalarOp.MULTIPLY, (printer, call) -> wrapping(printer, call, "*", "long_multiply"));
        define(ScalarOp.DIVIDE, ScalarTemplates::divide);
        define(ScalarOp.MODULO, ScalarTemplates::modulo);
        define(ScalarOp.NEGATE, (printer, call) -> {
            String value = printer.print(call.argument(0));
            return (call.type() == KqlType.REAL || call.type() == KqlType.DECIMAL)
                    ? "(-" + value + ")"
                    : printer.java("long_subtract", "CAST(0 AS BIGINT)", value);
        });
        define(ScalarOp.DATETIME_ADD_TIMESPAN, (printer, call) -> printer.java("datetime_in_range",
                wrapped(printer, call, "+", "long_add")));
        define(ScalarOp.BIN, ScalarTemplates::bin);
        define(ScalarOp.BIN_AT, ScalarTemplates::binAt);
    }

    private static String wrapping(ScalarPrinter printer, Call call, String operator, String java) {
        String left = printer.print(call.argument(0));
        String right = printer.print(call.argument(1));
        if (call.type() == KqlType.REAL) {
            return "(" + left + " " + operator + " " + right + ")";
        }
        if (call.type() == KqlType.DECIMAL) {
            return decimal(printer, java.replace("long", "decimal"), left, right);
        }
        return wrapped(printer, call, operator, java);
    }

    /// Longest text of operands that is written twice.
    private static final int SHORT_TEXT = 120;

    /// Prints 64-bit arithmetic that wraps around. DuckDB's own refuses to, and is much faster: it goes
    /// first where the operands are short enough to be written twice.
    private static String wrapped(ScalarPrinter printer, Call call, String operator, String java) {
        String left = printer.print(call.argument(0));
        String right = printer.print(call.argument(1));
        String exact = printer.java(java, left, right);
        return (left.length() + right.length() > SHORT_TEXT || !tryable(call))
                ? exact
                : "coalesce(TRY(" + left + " " + operator + " " + right + "), " + exact + ")";
    }

    /// Says whether DuckDB's TRY takes an expression: it refuses what reads other rows or tables.
    static boolean tryable(Scalar scalar) {
        return switch (scalar) {
            case Literal _,Scalar.ColumnRef _ -> true;
            case Scalar.Subquery _,Scalar.InRelation _,Scalar.Window _ -> false;
            case Call call -> call.arguments().stream().allMatch(ScalarTemplates::tryable);
        };
    }

    private static String divide(ScalarPrinter printer, Call call) {
        String left = printer.print(call.argument(0));
        String right = printer.print(call.argument(1));
        return switch (call.type()) {
            case REAL -> "(" + left + " / " + right + ")";
            case DECIMAL -> decimal(printer, "decimal_divide", left, right);
            default -> tryable(call)
                    ? "TRY(" + left + " // nullif(" + right + ", 0))"
                    : printer.java("long_divide", left, right);
        };
    }

    /// Prints arithmetic with decimals, whose products do not fit the engine's type.
    private static String decimal(ScalarPrinter printer, String java, String left, String right) {
        return "TRY_CAST(" + printer.java(java, "CAST(" + left + " AS VARCHAR)",
                "CAST(" + right + " AS VARCHAR)") + " AS " + SqlText.type(KqlType.DECIMAL) + ")";
    }

    private static String modulo(ScalarPrinter printer, Call call) {
        String left = printer.print(call.argument(0));
        String right = printer.print(call.argument(1));
        return switch (call.type()) {
            case REAL -> "fmod(" + left + ", abs(" + right + "))";
            case DECIMAL -> "(" + left + " % nullif(abs(" + right + "), 0))";
            default -> printer.java("long_modulo", left, right);
        };
    }

    private static String bin(ScalarPrinter printer, Call call) {
        String value = printer.print(call.argument(0));
        String size = printer.print(call.argument(1));
        if (call.type() == KqlType.REAL || call.type() == KqlType.DECIMAL) {
            return "(floor(" + value + " / nullif(" + size + ", 0)) * " + size + ")";
        }
        boolean positive = call.argument(1) instanceof Literal literal
                && literal.value() instanceof Long number
                && number > 0;
        // No datetime is negative, so cutting the quotient is flooring it.
        return (call.type() == KqlType.DATETIME && positive)
                ? "((" + value + " // " + size + ") * " + size + ")"
                : printer.java("long_bin", value, size);
    }

    private static String binAt(ScalarPrinter printer, Call call) {
        String value = printer.print(call.argument(0));
        String size = printer.print(call.argument(1));
        String at = printer.print(call.argument(2));
        return call.type() == KqlType.REAL || call.type() == KqlType.DECIMAL
                ? "(floor((" + value + " - " + at + ") / nullif(" + size + ", 0)) * " + size + " + " + at
                        + ")"
                : printer.java("long_bin_at", value, size, at);
    }

    private static void mathematics() {
        define(ScalarOp.ABS, (printer, call) -> call.type() == KqlType.REAL || call.type() == KqlType.DECIMAL
                ? "abs(" + printer.print(call.argument(0)) + ")"
                : printer.java("long_abs", printer.print(call.argument(0))));
        text(ScalarOp.SIGN, "CAST(sign({0}) AS DOUBLE)");
        text(ScalarOp.SQRT, "sqrt({0})");
        text(ScalarOp.EXP, "exp({0})");
        text(ScalarOp.EXP2, "pow(CAST(2 AS DOUBLE), {0})");
        text(ScalarOp.EXP10, "pow(CAST(10 AS DOUBLE), {0})");
        java(ScalarOp.LOG, "log");
        java(ScalarOp.LOG2, "log2");
        java(ScalarOp.LOG10, "log10");
        text(ScalarOp.POW, "pow({0}, {1})");
        text(ScalarOp.SIN, "sin({0})");
        text(ScalarOp.COS, "cos({0})");
        text(ScalarOp.TAN, "tan({0})");
        java(ScalarOp.ASIN, "asin");
        java(ScalarOp.ACOS, "acos");
        text(ScalarOp.ATAN, "atan({0})");
        text(ScalarOp.ATAN2, "atan2({0}, {1})");
        text(ScalarOp.COT, "(1 / tan({0}))");
        text(ScalarOp.RADIANS, "radians({0})");
        text(ScalarOp.DEGREES, "degrees({0})");
        text(ScalarOp.CEILING, "ceil({0})");
        text(ScalarOp.IS_NAN, "isnan({0})");
        text(ScalarOp.IS_INF, "isinf({0})");
        text(ScalarOp.IS_FINITE, "isfinite({0})");
        java(ScalarOp.ROUND, "round", "CAST(0 AS BIGINT)");
        text(ScalarOp.BINARY_AND, "({0} & {1})");
        text(ScalarOp.BINARY_OR, "({0} | {1})");
        text(ScalarOp.BINARY_XOR, "xor({0}, {1})");
        text(ScalarOp.BINARY_NOT, "(~{0})");
        java(ScalarOp.SHIFT_LEFT, "shift_left");
        java(ScalarOp.SHIFT_RIGHT, "shift_right");
    }

    private static void conditions() {
        define(ScalarOp.GREATEST,
                (printer, call) -> "greatest(" + String.join(", ", printer.arguments(call)) + ")");
        define(ScalarOp.LEAST,
                (printer, call) -> "least(" + String.join(", ", printer.arguments(call)) + ")");
        define(ScalarOp.CASE, ScalarTemplates::cases);
        define(ScalarOp.COALESCE, ScalarTemplates::coalesce);
        define(ScalarOp.IS_NULL, (printer, call) -> call.argument(0).type() == KqlType.STRING
                ? "FALSE"
                : "(" + printer.print(call.argument(0)) + " IS NULL)");
        define(ScalarOp.IS_EMPTY, ScalarTemplates::isEmpty);
        define(ScalarOp.CAST, (printer, call) -> CastTemplates.print(printer, call.argument(0), call.type()));
    }

    private static String cases(ScalarPrinter printer, Call call) {
        StringBuilder out = new StringBuilder("(CASE");
        List<Scalar> arguments = call.arguments();
        for (int index = 0; index + 1 < arguments.size(); index += 2) {
            out.append(" WHEN ").append(printer.predicate(arguments.get(index))).append(" THEN ")
                    .append(printer.print(arguments.get(index + 1)));
        }
        return out.append(" ELSE ").append(printer.print(arguments.getLast())).append(" END)").toString();
    }

    private static String coalesce(ScalarPrinter printer, Call call) {
        List<String> arguments = printer.arguments(call);
        if (call.type() != KqlType.STRING) {
            return "coalesce(" + String.join(", ", arguments) + ")";
        }
        return arguments.stream().map(argument -> "nullif(" + argument + ", '')")
                .collect(Collectors.joining(", ", "coalesce(", ", '')"));
    }

    private static String isEmpty(ScalarPrinter printer, Call call) {
        Scalar value = call.argument(0);
        return switch (value.type()) {
            case STRING -> "(" + printer.print(value) + " = '')";
            case DYNAMIC -> "(coalesce(" + printer.print(value) + ", '\"\"') = '\"\"')";
            default -> "(" + printer.print(value) + " IS NULL)";
        };
    }

    static @Nullable Long longLiteral(Scalar scalar) {
        return (scalar instanceof Literal literal && literal.value() instanceof Long number) ? number : null;
    }

    static @Nullable String textLiteral(Scalar scalar) {
        return (scalar instanceof Literal literal && literal.value() instanceof String text) ? text : null;
    }
}
