package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Binds the plugins that can be written in the language itself: each is a text over the table `plugin_rows`
/// and the values of its arguments.
final class TextPlugins {
    private final TableBinder tables;
    private final Scope scope;

    TextPlugins(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    private static final Map<String, String> USAGE = Map.ofEntries(
            Map.entry("activity_counts_metrics", "an id, a time, a start, an end, a step and other columns"),
            Map.entry("sliding_window_counts",
                    "an id, a time, a start, an end, a span, a step and other columns"),
            Map.entry("rolling_percentile",
                    "a value, a percentage, an index, a step, a number of steps and other columns"),
            Map.entry("rows_near",
                    "a condition, a number of rows before and optionally one of rows after"),
            Map.entry("dcount_intersect", "two or more values of hll()"),
            Map.entry("schema_merge", "optionally PreserveOrder"),
            Map.entry("sequence_detect", "a time, two spans, two or more conditions and other columns"),
            Map.entry("session_count", "an id, a time, a start, an end, a step, a span and other columns"),
            Map.entry("active_users_count",
                    "an id, a time, a start, an end, a span, a period, the least number"
                            + " of periods, a step and other columns"),
            Map.entry("activity_engagement",
                    "an id, a time, optionally a start and an end, a step, a span and other columns"),
            Map.entry("activity_metrics",
                    "an id, a time, optionally a start and an end, a step and other columns"),
            Map.entry("new_activity_metrics",
                    "an id, a time, a start, an end, a step, optionally the start of"
                            + " a cohort, other columns and a table of ids known before"));

    Relation bind(Operator.Evaluate evaluate, Relation input) {
        Call call = evaluate.call();
        return switch (call.function()) {
            case "activity_counts_metrics" -> activityCounts(evaluate, input);
            case "sliding_window_counts" -> slidingCounts(evaluate, input);
            case "rolling_percentile" -> rollingPercentile(evaluate, input);
            case "rows_near" -> rowsNear(evaluate, input);
            case "dcount_intersect" -> intersections(evaluate, input);
            case "schema_merge" -> mergedSchema(evaluate, input);
            case "sequence_detect" -> sequences(evaluate, input);
            default -> {
                if (!ActivityPlugins.isOne(call.function())) {
                    throw KqlException.notSupported(evaluate.position(),
                            "operator 'evaluate " + call.function() + "'");
                }
                yield new ActivityPlugins(this, evaluate, input).bind();
            }
        };
    }

    boolean isTabular(Expression expression) {
        return tables.isTabular(expression, scope);
    }

    static Expression argument(Operator.Evaluate evaluate, int index) {
        List<Argument> arguments = evaluate.call().arguments();
        if (index >= arguments.size()) {
            String name = evaluate.call().function();
            throw KqlException.of(Kind.SEMANTIC, evaluate.position(),
                    name + " takes " + USAGE.getOrDefault(name, "other arguments"));
        }
        return arguments.get(index).value();
    }

    /// Returns the quoted name of a column that an argument names.
    static String column(Operator.Evaluate evaluate, int index) {
        if (argument(evaluate, index) instanceof Name name) {
            return quoted(name.text());
        }
        throw KqlException.of(Kind.SEMANTIC, argument(evaluate, index).position(),
                "The name of a column is expected here");
    }

    /// Returns the quoted names of the columns from an argument on, each behind a comma.
    static String columns(Operator.Evaluate evaluate, int start) {
        return IntStream.range(start, evaluate.call().arguments().size())
                .mapToObj(index -> ", " + column(evaluate, index)).collect(Collectors.joining());
    }

    /// Returns the text that says whether one of the columns from an argument on differs from the row before.
    static String changes(Operator.Evaluate evaluate, int start) {
        return IntStream.range(start, evaluate.call().arguments().size())
                .mapToObj(index -> column(evaluate, index))
                .map(name -> " or " + name + " != prev(" + name + ")").collect(Collectors.joining());
    }

    static String quoted(String name) {
        return "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
    }

    /// Binds a text over the rows.
    ///
    /// @param names what the arguments from the first of them on are called in the text; empty for one that
    /// is none
    Relation text(Operator.Evaluate evaluate, Relation rows, List<String> names, String text) {
        Scope inner = new Scope(scope);
        inner.define("plugin_rows", new Binding.SharedTable(tables.shared(rows)));
        ScalarBinder constants = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        for (int index = 0; index < names.size(); index++) {
            if (!names.get(index).isEmpty()) {
                inner.define(names.get(index),
                        new Binding.Value(constants.bind(argument(evaluate, index))));
            }
        }
        ScalarBinder scalars = new ScalarBinder(tables, inner, new Columns(List.of()), null);
        Expression body = new Statements(tables, scalars).define(KqlParsing.parse(text), evaluate.position());
        return tables.bind(body, inner);
    }

    /// Adds the value of an argument to the rows as a column.
    private Relation with(Relation input, String name, Expression value, @Nullable KqlType type) {
        ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(input.columns()), null);
        Scalar bound = type == null ? scalars.bind(value) : scalars.bindAs(value, type);
        List<Assignment> all = new ArrayList<>(ProjectionBinder.same(input.columns()));
        all.add(new Assignment(tables.context.column(name, bound.type()), bound));
        return WindowStages.project(tables.context, input, all);
    }

    /// Counts of ids for each span of time: all, distinct, new, and distinct up to then.
    private Relation activityCounts(Operator.Evaluate evaluate, Relation input) {
        String by = columns(evaluate, 5);
        String changed = changes(evaluate, 5);
        String text = """
                let binned = materialize(plugin_rows | where %1$s between (plugin_start .. plugin_end)
                | extend %1$s = bin_at(%1$s, plugin_step, plugin_start));
                binned | summarize ['count'] = count(), ['dcount'] = dcount(%2$s) by %1$s%3$s
                | join kind=leftouter (binned | summarize %1$s = min(%1$s) by %2$s%3$s
                | summarize new_dcount = count() by %1$s%3$s) on %1$s%3$s
                | extend new_dcount = coalesce(new_dcount, 0)
                | sort by %4$s%1$s asc | extend aggregated_dcount = row_cumsum(new_dcount, false%5$s)
                | project %1$s%3$s, ['count'], ['dcount'], new_dcount, aggregated_dcount
                """.formatted(column(evaluate, 1), column(evaluate, 0), by,
                by.isEmpty() ? "" : by.substring(2) + ", ", changed);
        return text(evaluate, input, List.of("", "", "plugin_start", "plugin_end", "plugin_step"), text);
    }

    /// Counts of ids, all and distinct, in a span of time before the end of each step.
    private Relation slidingCounts(Operator.Evaluate evaluate, Relation input) {
        String text = """
                plugin_rows
                | where %1$s >= plugin_start - plugin_span and %1$s < plugin_end + plugin_step
                | extend plugin_bin = bin_at(%1$s, plugin_step, plugin_start)
                | extend plugin_bins = range(plugin_bin, plugin_bin + plugin_span - plugin_step, plugin_step)
                | project-away %1$s | mv-expand %1$s = plugin_bins to typeof(datetime)
                | where %1$s between (plugin_start .. plugin_end)
                | summarize Count = count(), Dcount = dcount(%2$s) by %1$s%3$s | sort by %1$s asc
                """.formatted(column(evaluate, 1), column(evaluate, 0), columns(evaluate, 6));
        return text(evaluate, input,
                List.of("", "", "plugin_start", "plugin_end", "plugin_span", "plugin_step"), text);
    }

    /// A percentile of a value over a number of steps of an index, for each step.
    private Relation rollingPercentile(Operator.Evaluate evaluate, Relation input) {
        Expression value = argument(evaluate, 0);
        ScalarBinder constants = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        String steps = String.valueOf(constants.constant(argument(evaluate, 4), KqlType.LONG).value());
        String percent = String.valueOf(constants.constant(argument(evaluate, 1), KqlType.REAL).value())
                .replaceAll("\\.0$", "");
        String name = quoted(
                "rolling_" + steps + "_percentile_" + ColumnNames.inferred(value).orElse("") + "_"
                        + percent.replace('.', '_'));
        String index = column(evaluate, 2);
        boolean time = new Columns(input.columns()).find(((Name) argument(evaluate, 2)).text())
                .filter(column -> column.type() == KqlType.DATETIME).isPresent();
        String text = """
                let plugin_binned = materialize(plugin_rows | extend %1$s = bin(%1$s, plugin_step));
                let plugin_last = toscalar(plugin_binned | summarize max(%1$s));
                plugin_binned | extend plugin_bins = range(%1$s, %1$s + (%2$s - 1) * plugin_step, plugin_step)
                | project-away %1$s | mv-expand %1$s = plugin_bins to typeof(%3$s) | where %1$s <= plugin_last
                | summarize %4$s = percentile(plugin_value, plugin_percent) by %1$s%5$s
                """.formatted(index, steps, time ? "datetime" : "long", name, columns(evaluate, 5));
        return text(evaluate, with(input, "plugin_value", value, null),
                List.of("", "plugin_percent", "", "plugin_step"), text);
    }

    /// The rows with one nearby for which a condition holds.
    private Relation rowsNear(Operator.Evaluate evaluate, Relation input) {
        boolean several = evaluate.call().arguments().size() > 2;
        String text = """
                plugin_rows | serialize plugin_row = row_number(), plugin_since = row_number(0, plugin_match),
                    plugin_seen = row_cumsum(toint(plugin_match))
                | sort by plugin_row desc | serialize plugin_until = row_number(0, plugin_match),
                    plugin_left = row_cumsum(toint(plugin_match))
                | where (plugin_seen > 0 and plugin_since <= %s)
                    or (plugin_left > 0 and plugin_until <= plugin_before)
                | sort by plugin_row asc
                | project-away plugin_row, plugin_match, plugin_since, plugin_seen, plugin_until, plugin_left
                """.formatted(several ? "plugin_after" : "plugin_before");
        return text(evaluate, with(input, "plugin_match", argument(evaluate, 0), KqlType.BOOL),
                several ? List.of("", "plugin_before", "plugin_after") : List.of("", "plugin_before"), text);
    }

    /// The number of distinct values that the first, the first two, the first three ... sketches have in
    /// common: by how many the unions of some of them have.
    private Relation intersections(Operator.Evaluate evaluate, Relation input) {
        int count = evaluate.call().arguments().size();
        if (count < 2 || count > 16) {
            throw KqlException.of(Kind.SEMANTIC, evaluate.position(),
                    "dcount_intersect takes 2 to 16 values of hll()");
        }
        Relation rows = input;
        for (int index = 0; index < count; index++) {
            rows = with(rows, "plugin_hll" + index, argument(evaluate, index), KqlType.DYNAMIC);
        }
        StringBuilder text = new StringBuilder("plugin_rows | extend ");
        for (int last = 0; last < count; last++) {
            // Each step adds the subsets that hold its own sketch: of two, of three ... sketches.
            text.append(last == 0 ? "" : ", ").append("s").append(last).append(" = ")
                    .append(last == 0 ? "dcount_hll(plugin_hll0)" : intersection(last));
        }
        text.append(" | project-away plugin_hll*");
        return text(evaluate, rows, List.of(), text.toString());
    }

    /// Returns the text of inclusion and exclusion over the sketches up to a number.
    private static String intersection(int last) {
        int all = last + 1;
        return IntStream.range(1, 1 << Math.min(all, 8)).mapToObj(subset -> {
            String members = IntStream.range(0, all).filter(index -> (subset >> index & 1) == 1)
                    .mapToObj(index -> "plugin_hll" + index).collect(Collectors.joining(", "));
            boolean one = Integer.bitCount(subset) == 1;
            return (Integer.bitCount(subset) % 2 == 1 ? "+ " : "- ")
                    + (one ? "dcount_hll(" + members + ")" : "dcount_hll(hll_merge(" + members + "))");
        }).collect(Collectors.joining(" ", "0 ", ""));
    }

    /// Rows for which conditions hold one after the other: the times of each, and how long it took.
    private Relation sequences(Operator.Evaluate evaluate, Relation input) {
        Relation rows = input;
        List<String> steps = new ArrayList<>();
        StringBuilder by = new StringBuilder();
        String time = column(evaluate, 0);
        for (Argument argument : evaluate.call().arguments().subList(3,
                Math.max(3, evaluate.call().arguments().size()))) {
            ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(input.columns()), null);
            if (scalars.bind(argument.value()).type() == KqlType.BOOL) {
                rows = with(rows, "plugin_step" + steps.size(), argument.value(), KqlType.BOOL);
                steps.add(argument.name() == null ? "Step" + (steps.size() + 1) : argument.name());
            } else if (argument.value() instanceof Name name) {
                by.append(", ").append(quoted(name.text()));
            }
        }
        if (steps.size() < 2) {
            throw KqlException.of(Kind.SEMANTIC, evaluate.position(),
                    "sequence_detect takes a time, two spans, two or more conditions and other columns");
        }
        StringBuilder text = new StringBuilder(
                "let plugin_all = materialize(plugin_rows | extend plugin_key = 1); ");
        StringBuilder shown = new StringBuilder();
        for (int step = 0; step < steps.size(); step++) {
            String rowsOf = ("plugin_all | where plugin_step%1$d"
                    + " | distinct plugin_t%1$d = %2$s, plugin_key%3$s").formatted(step, time, by);
            text.append(step == 0
                    ? rowsOf
                    : " | join kind=inner (" + rowsOf + ") on plugin_key" + by
                            + (" | where plugin_t%1$d >= plugin_t%2$d and plugin_t%1$d - plugin_t%2$d"
                                    + " <= plugin_window and plugin_t%1$d - plugin_t0 <= plugin_span")
                                    .formatted(step, step - 1));
            shown.append(", ").append(quoted(steps.get(step) + "_" + ((Name) argument(evaluate, 0)).text()))
                    .append(" = plugin_t").append(step);
        }
        text.append(" | project ").append((by + shown.toString()).substring(2))
                .append(", Duration = plugin_t").append(steps.size() - 1).append(" - plugin_t0");
        return text(evaluate, rows, List.of("", "plugin_window", "plugin_span"), text.toString());
    }

    /// One schema of several: rows as `getschema` gives them.
    private Relation mergedSchema(Operator.Evaluate evaluate, Relation input) {
        boolean ordered = evaluate.call().arguments().isEmpty()
                || !(argument(evaluate, 0) instanceof Expression.Literal literal)
                || !Boolean.FALSE.equals(literal.value());
        String text = """
                plugin_rows | summarize plugin_first = min(tolong(ColumnOrdinal)),
                    ColumnOrdinal = max(tolong(ColumnOrdinal)), plugin_types = dcount(ColumnType),
                    DataType = take_any(DataType), ColumnType = take_any(ColumnType) by ColumnName
                | sort by ColumnOrdinal asc, plugin_first asc
                | extend plugin_error = case(plugin_types > 1, "ERROR(type mismatch)",
                    %s and plugin_first != ColumnOrdinal, "ERROR(columns are out of order)", "")
                | project ColumnName, ColumnOrdinal = iff(plugin_error == "", ColumnOrdinal, -1),
                    DataType = iff(plugin_error == "", DataType,
                        strcat("ERROR(unknown CSL type:", plugin_error, ")")),
                    ColumnType = iff(plugin_error == "", ColumnType, plugin_error)
                """.formatted(ordered);
        return text(evaluate, input, List.of(), text);
    }
}
