package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Binds the plugins about who was active when: each is a text in the language over the table `plugin_rows`.
/// Source: the Kusto reference, pages of the plugins.
final class ActivityPlugins {
    private static final Set<String> CALENDAR = Set.of("week", "month", "year");

    private final TextPlugins texts;
    private final Operator.Evaluate evaluate;
    private final Columns columns;
    private final Relation input;
    private final String id;
    private final String time;

    ActivityPlugins(TextPlugins texts, Operator.Evaluate evaluate, Relation input) {
        this.texts = texts;
        this.evaluate = evaluate;
        this.input = input;
        columns = new Columns(input.columns());
        id = TextPlugins.column(evaluate, 0);
        time = TextPlugins.column(evaluate, 1);
    }

    static boolean isOne(String plugin) {
        return switch (plugin) {
            case "session_count", "active_users_count", "activity_engagement", "activity_metrics",
                    "new_activity_metrics" ->
                true;
            default -> false;
        };
    }

    Relation bind() {
        return switch (evaluate.call().function()) {
            case "session_count" -> sessions();
            case "active_users_count" -> activeUsers();
            case "activity_engagement" -> engagement();
            case "activity_metrics" -> metrics();
            default -> cohorts();
        };
    }

    private int count() {
        return evaluate.call().arguments().size();
    }

    private Relation text(String text, String... names) {
        return texts.text(evaluate, input, List.of(names), text);
    }

    /// Returns the text that puts a time into its window, given the names of the size and the start.
    private String window(String value, int argument) {
        return calendar(argument).map(unit -> "startof" + unit + "(" + value + ")")
                .orElse("bin_at(" + value + ", plugin_step, plugin_start)");
    }

    /// Returns the unit of the calendar that an argument names instead of a size.
    private Optional<String> calendar(int argument) {
        return TextPlugins.argument(evaluate, argument) instanceof Expression.Literal literal
                && literal.value() instanceof String unit && CALENDAR.contains(unit)
                        ? Optional.of(unit)
                        : Optional.empty();
    }

    /// An id is in a new session if it was not seen in a span before.
    private Relation sessions() {
        String by = TextPlugins.columns(evaluate, 6);
        return text("""
                plugin_rows | where %1$s between (plugin_start - plugin_span .. plugin_end)
                | sort by %2$s asc%3$s, %1$s asc
                | extend plugin_new = isnull(prev(%1$s)) or prev(%2$s) != %2$s%4$s
                    or %1$s - prev(%1$s) > plugin_span
                | where plugin_new and %1$s >= plugin_start
                | summarize count_sessions = count() by %1$s = bin_at(%1$s, plugin_step, plugin_start)%3$s
                | sort by %1$s asc
                """.formatted(time, id, by, TextPlugins.changes(evaluate, 6)), "", "", "plugin_start",
                "plugin_end", "plugin_step", "plugin_span");
    }

    /// An id is active at a time if it was seen in enough periods of a span that ends then.
    private Relation activeUsers() {
        return text(
                """
                        let plugin_all = materialize(plugin_rows
                        | where %1$s between (plugin_start - plugin_span .. plugin_end)
                        | distinct %2$s, %1$s%3$s);
                        plugin_all | where %1$s >= plugin_start
                        | join kind=inner (plugin_all | project %2$s, plugin_time = %1$s%3$s) on %2$s%3$s
                        | where plugin_time <= %1$s and plugin_time > %1$s - plugin_span
                        | summarize plugin_periods = count_distinct(bin(plugin_time, plugin_period))
                            by %2$s, %1$s%3$s
                        | where plugin_periods >= plugin_least
                        | summarize ['dcount'] = count_distinct(%2$s)
                            by %1$s = bin_at(%1$s, plugin_step, plugin_start)%3$s
                        | sort by %1$s asc
                        """
                        .formatted(time, id, TextPlugins.columns(evaluate, 8)),
                "", "", "plugin_start",
                "plugin_end",
                "plugin_span", "plugin_period", "plugin_least", "plugin_step");
    }

    /// Ids in each step, and in a longer span that ends with it.
    private Relation engagement() {
        boolean bounded = count() > 4;
        String text = """
                %5$slet plugin_all = materialize(plugin_rows
                | where %1$s between (plugin_start - plugin_span .. plugin_end)
                | extend plugin_bin = bin_at(%1$s, plugin_step, plugin_start)
                | distinct %2$s, plugin_bin%3$s);
                plugin_all | where plugin_bin >= plugin_start
                | summarize dcount_activities_inner = count_distinct(%2$s) by %1$s = plugin_bin%3$s
                | join kind=inner (plugin_all
                | extend plugin_bins = range(plugin_bin, plugin_bin + plugin_span - plugin_step, plugin_step)
                | mv-expand %1$s = plugin_bins to typeof(%4$s)
                | summarize dcount_activities_outer = count_distinct(%2$s) by %1$s%3$s) on %1$s%3$s
                | project %1$s%3$s, dcount_activities_inner, dcount_activities_outer,
                    activity_ratio = todouble(dcount_activities_inner) / dcount_activities_outer
                | sort by %1$s asc
                """
                .formatted(time, id, TextPlugins.columns(evaluate, 6), type(),
                        bounded ? "" : bounds("bin(min(%1$s), plugin_step)".formatted(time)));
        return bounded
                ? text(text, "", "", "plugin_start", "plugin_end", "plugin_step", "plugin_span")
                : text(text, "", "", "plugin_step", "plugin_span");
    }

    /// Returns the text that takes the bounds from the rows.
    private String bounds(String start) {
        return """
                let plugin_start = toscalar(plugin_rows | summarize %s);
                let plugin_end = toscalar(plugin_rows | summarize max(%s));
                """.formatted(start, time);
    }

    private String type() {
        return columns.find(((Name) TextPlugins.argument(evaluate, 1)).text()).map(Column::type)
                .orElse(KqlType.DATETIME).kustoName();
    }

    /// Ids of each window against those of the one before.
    private Relation metrics() {
        boolean bounded = count() > 3;
        int step = bounded ? 4 : 2;
        String next = calendar(step).map(unit -> "startof" + unit + "(plugin_bin, 1)")
                .orElse("plugin_bin + plugin_step");
        String text = """
                %6$slet plugin_binned = materialize(plugin_rows
                | where %1$s between (plugin_start .. plugin_end)
                | extend plugin_bin = %4$s | distinct %2$s, plugin_bin%3$s);
                let plugin_before = materialize(plugin_binned | extend plugin_bin = %5$s, plugin_back = true);
                plugin_binned | join kind=leftouter plugin_before on %2$s, plugin_bin%3$s
                | summarize dcount_values = count(), plugin_returned = countif(plugin_back) by plugin_bin%3$s
                | join kind=leftouter (plugin_before
                | summarize plugin_count = todouble(count()) by plugin_bin%3$s) on plugin_bin%3$s
                | extend plugin_count = coalesce(plugin_count, 0.0)
                | project %1$s = plugin_bin%3$s, dcount_values,
                    dcount_newvalues = dcount_values - plugin_returned,
                    retention_rate = plugin_returned / plugin_count,
                    churn_rate = (plugin_count - plugin_returned) / plugin_count
                | sort by %1$s asc
                """
                .formatted(time, id, TextPlugins.columns(evaluate, 5), window(time, step), next,
                        bounded ? "" : bounds("min(" + time + ")"));
        return bounded
                ? text(text, "", "", "plugin_start", "plugin_end", "plugin_step")
                : text(text, "", "", "plugin_step");
    }

    /// The ids first seen in a window, and how many of them are seen in each later one.
    private Relation cohorts() {
        List<Argument> arguments = evaluate.call().arguments();
        StringBuilder by = new StringBuilder();
        String cohort = "";
        String known = "";
        List<String> names = new ArrayList<>(
                List.of("", "", "plugin_start", "plugin_end", "plugin_step"));
        for (int index = 5; index < arguments.size(); index++) {
            Expression value = arguments.get(index).value();
            if (value instanceof Name name && columns.find(name.text()).isPresent()) {
                by.append(", ").append(TextPlugins.column(evaluate, index));
            } else if (index == 5 && !texts.isTabular(value)) {
                names.add("plugin_cohort");
                cohort = "| where plugin_from == " + window("plugin_cohort", 4);
            } else {
                known = "| where %2$s !in ((%1$s | project %2$s))"
                        .formatted(TextPlugins.column(evaluate, index), id);
            }
        }
        String later = calendar(4).isPresent()
                ? "plugin_binned | distinct plugin_to = plugin_bin"
                : "range plugin_to from plugin_start to plugin_end step plugin_step";
        String from = TextPlugins.quoted("from_" + ((Name) TextPlugins.argument(evaluate, 1)).text());
        String to = TextPlugins.quoted("to_" + ((Name) TextPlugins.argument(evaluate, 1)).text());
        return texts.text(evaluate, input, names, """
                let plugin_binned = materialize(plugin_rows | where %1$s between (plugin_start .. plugin_end)
                | extend plugin_bin = %4$s | distinct %2$s, plugin_bin%3$s);
                let plugin_first = materialize(plugin_binned %6$s
                | summarize plugin_from = min(plugin_bin) by %2$s%3$s);
                let plugin_seen = plugin_binned | join kind=inner plugin_first on %2$s%3$s
                | summarize plugin_ids = count() by plugin_first = plugin_from, plugin_to = plugin_bin%3$s;
                plugin_first %5$s | summarize plugin_size = count() by plugin_from%3$s
                | extend plugin_key = 1 | join kind=inner (%7$s | extend plugin_key = 1) on plugin_key
                | where plugin_to >= plugin_from
                | join kind=leftouter plugin_seen on plugin_to%3$s
                | summarize dcount_new_values = sumif(plugin_ids, plugin_first > plugin_from
                    or (plugin_to == plugin_from and plugin_first == plugin_from)),
                    dcount_retained_values = sumif(plugin_ids, plugin_first == plugin_from)
                    by %8$s = plugin_from, %9$s = plugin_to%3$s, plugin_size
                | extend dcount_churn_values = plugin_size - dcount_retained_values
                | project %8$s, %9$s%3$s, dcount_new_values, dcount_retained_values, dcount_churn_values,
                    retention_rate = todouble(dcount_retained_values) / plugin_size,
                    churn_rate = todouble(dcount_churn_values) / plugin_size
                | sort by %8$s asc, %9$s asc
                """.formatted(time, id, by, window(time, 4), cohort, known, later, from, to));
    }
}
