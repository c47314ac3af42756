package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.STRING;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Operator.Parse;
import io.holdfast.kql.internal.Operator.ParseItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Binds `parse` and `parse-where`: the pattern becomes a regular expression with a group for each column.
final class ParseBinder {
    private static final Pattern CAPTURE = Pattern.compile("\\\\.|\\((?!\\?)|\\(\\?P<");
    /// Most groups of a pattern that are read: as many as the engine gives by name.
    private static final int MAX_CAPTURES = 99;

    private final ScalarBinder scalars;

    ParseBinder(ScalarBinder scalars) {
        this.scalars = scalars;
    }

    /// A column of the pattern and the number of its group.
    private record Capture(ParseItem.Column column, int group) {}

    Relation bind(Parse parse, Relation input) {
        boolean regex = parse.kind().equals("regex");
        if (!regex && !parse.kind().equals("simple") && !parse.kind().equals("relaxed")) {
            throw KqlException.of(Kind.SEMANTIC, parse.position(),
                    "Unknown kind of parse: '" + parse.kind() + "' (must be simple, relaxed or regex)");
        }
        List<Capture> captures = new ArrayList<>();
        Literal pattern = Literal.of(pattern(parse, regex, captures));
        Scalar text = Conversions.cast(scalars.bind(parse.value()), STRING);
        Map<String, Assignment> outputs = new LinkedHashMap<>();
        scalars.columns.list()
                .forEach(column -> outputs.put(column.name(), new Assignment(column, new ColumnRef(column))));
        List<Scalar> values = new ArrayList<>();
        List<Scalar> converted = new ArrayList<>();
        for (Capture capture : captures) {
            Scalar group = scalars.make(capture.column().position(), ScalarOp.EXTRACT, STRING, text, pattern,
                    Literal.of(capture.group()));
            KqlType type = capture.column().type();
            Scalar value = Conversions.cast(group, type);
            values.add(value);
            // The pattern itself sees to numbers; a text is any text.
            if (parse.kind().equals("simple") && type != STRING && !type.isNumeric()) {
                converted.add(scalars.make(parse.position(), ScalarOp.NOT, BOOL,
                        scalars.make(parse.position(), ScalarOp.IS_NULL, BOOL, value)));
            }
        }
        for (int index = 0; index < captures.size(); index++) {
            ParseItem.Column item = captures.get(index).column();
            Scalar value = converted.isEmpty() || parse.filter()
                    ? values.get(index)
                    : scalars.make(parse.position(), ScalarOp.CASE, item.type(), all(parse, converted),
                            values.get(index), Literal.nullOf(item.type()));
            Column column = scalars.context().column(item.name(), item.type());
            outputs.put(column.name(), new Assignment(column, value));
        }
        converted.add(scalars.make(parse.position(), ScalarOp.MATCHES_REGEX, BOOL, text, pattern));
        Relation source = parse.filter() ? new Relation.Filter(input, all(parse, converted)) : input;
        List<Assignment> all = new ArrayList<>(outputs.values());
        all.addAll(ProjectionBinder.same(scalars.columns.keys()));
        return new Relation.Project(source, all);
    }

    private Scalar all(Parse parse, List<Scalar> conditions) {
        return conditions.size() == 1
                ? conditions.getFirst()
                : scalars.make(parse.position(), ScalarOp.AND, BOOL, conditions);
    }

    private static String pattern(Parse parse, boolean regex, List<Capture> captures) {
        StringBuilder out = new StringBuilder(regex ? "(?s" + flags(parse) + ")" : "(?s)^");
        int groups = 0;
        List<ParseItem> items = parse.items();
        for (int index = 0; index < items.size(); index++) {
            boolean last = index == items.size() - 1;
            switch (items.get(index)) {
                case ParseItem.Skip _ -> out.append(regex ? "(?:.*)" : last ? ".*" : ".*?");
                case ParseItem.Text(String text) -> {
                    out.append(regex ? text : quote(text));
                    groups += regex ? captures(text) : 0;
                }
                case ParseItem.Column column -> {
                    if (index > 0 && items.get(index - 1) instanceof ParseItem.Column) {
                        throw KqlException.of(Kind.SEMANTIC, column.position(),
                                "A column of parse follows a text, not another column");
                    }
                    groups++;
                    if (groups > MAX_CAPTURES) {
                        throw KqlException.of(Kind.TOO_COMPLEX, column.position(),
                                "The pattern has more than %d columns and groups".formatted(MAX_CAPTURES));
                    }
                    captures.add(new Capture(column, groups));
                    out.append(parse.kind().equals("relaxed")
                            ? relaxed(column.type(), last,
                                    !last && items.get(index + 1) instanceof ParseItem.Skip)
                            : group(column.type(), regex, last));
                }
            }
        }
        return regex || out.toString().endsWith(".*") ? out.toString() : out.append('$').toString();
    }

    private static String group(KqlType type, boolean regex, boolean last) {
        if (type == KqlType.INT || type == KqlType.LONG) {
            return "([+-]?\\d+)";
        }
        if (type == KqlType.REAL || type == KqlType.DECIMAL) {
            return "([+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)";
        }
        return regex || last ? "(.*)" : "(.*?)";
    }

    /// A value need not be of its column's type: it ends where the next text begins, or a number where what
    /// is skipped does.
    private static String relaxed(KqlType type, boolean last, boolean beforeSkip) {
        String group = group(beforeSkip ? type : STRING, false, last);
        return beforeSkip ? group.substring(0, group.length() - 1) + "|)" : group;
    }

    private static String flags(Parse parse) {
        return parse.flags().replace("s", "");
    }

    private static int captures(String regex) {
        Matcher matcher = CAPTURE.matcher(regex);
        int count = 0;
        while (matcher.find()) {
            count += matcher.group().startsWith("(") ? 1 : 0;
        }
        return count;
    }

    /// Quotes a text for RE2.
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            boolean plain = Character.isLetterOrDigit(c) || c > 127 || c == '_';
            if (c == 0) {
                out.append("\\x00");
            } else {
                out.append(plain ? "" : "\\").appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
