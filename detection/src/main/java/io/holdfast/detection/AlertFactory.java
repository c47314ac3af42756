package io.holdfast.detection;

import io.holdfast.detection.AlertTemplate.Overrides;
import io.holdfast.query.QueryResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Makes alerts of the result of a rule's query. Pure but for the ids, which the caller gives. Source:
/// sentinel-api sections 15 and 16.
public final class AlertFactory {

    private static final int MOST_VALUES = 50;
    private static final int MOST_NAME_BYTES = 256;
    private static final int MOST_DESCRIPTION_BYTES = 5 * 1024;
    private static final int MOST_DETAILS_BYTES = 2 * 1024;
    private static final String TIME = "TimeGenerated";
    private static final List<String> SEVERITIES = List.of("High", "Medium", "Low", "Informational");
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([^{}]+?)\\s*}}");

    private final DetectionRule rule;
    private final Timing.Window window;
    private final Instant now;
    private final Supplier<String> ids;

    private AlertFactory(DetectionRule rule, Timing.Window window, Instant now, Supplier<String> ids) {
        this.rule = rule;
        this.window = window;
        this.now = now;
        this.ids = ids;
    }

    /// The alerts of a run; none if its result does not trigger the rule.
    ///
    /// @param result of the rule's query over the window
    /// @param now the time the alerts are made at
    /// @param ids gives a new GUID for each alert
    public static List<Alert> of(DetectionRule rule, Timing.Window window, QueryResult result, Instant now,
            Supplier<String> ids) {
        Rows rows = Rows.of(result);
        if (!rule.trigger().fires(rows.size())) {
            return List.of();
        }
        AlertFactory alerts = new AlertFactory(rule, window, now, ids);
        return rule.perResult() ? alerts.perResult(rows) : List.of(alerts.alert(rows));
    }

    /// One for each row; where there are too many, the last one is of the whole result.
    private List<Alert> perResult(Rows rows) {
        boolean all = rows.size() <= rule.mostAlerts();
        int single = all ? rows.size() : rule.mostAlerts() - 1;
        List<Alert> alerts = new ArrayList<>();
        for (int row = 0; row < single; row++) {
            alerts.add(alert(rows.part(row, row + 1)));
        }
        if (!all) {
            alerts.add(alert(rows));
        }
        return alerts;
    }

    private Alert alert(Rows rows) {
        Instant start = extreme(rows, times -> times.min(Comparator.naturalOrder())).orElse(window.start());
        Instant end = extreme(rows, times -> times.max(Comparator.naturalOrder())).orElse(window.end());
        Alert.Evidence evidence = new Alert.Evidence(window, start, end, rows.size(),
                Entities.of(rule.alert().entities(), rows), customDetails(rows));
        return new Alert(ids.get(), rule, text(rows), evidence, now);
    }

    private static Optional<Instant> extreme(Rows rows, Function<Stream<Instant>, Optional<Instant>> of) {
        return of.apply(rows.times(TIME));
    }

    private Alert.Text text(Rows rows) {
        AlertTemplate alert = rule.alert();
        Overrides overrides = alert.overrides();
        String name = overrides.name().map(format -> filled(format, rows)).orElse(alert.displayName());
        String description = overrides.description().map(format -> filled(format, rows))
                .orElse(alert.description());
        String severity = overrides.severityColumn().stream()
                .flatMap(column -> rows.distinct(column, 1).stream())
                .flatMap(value -> SEVERITIES.stream().filter(value::equalsIgnoreCase)).findFirst()
                .orElse(alert.severity());
        List<String> tactics = overrides.tacticsColumn()
                .map(column -> listed(rows.distinct(column, MOST_VALUES)))
                .filter(found -> !found.isEmpty()).orElse(alert.tactics());
        Map<String, String> properties = new LinkedHashMap<>();
        overrides.dynamic().forEach((property, column) -> {
            List<String> values = rows.distinct(column, MOST_VALUES);
            if (!values.isEmpty()) {
                properties.put(property, String.join(", ", values));
            }
        });
        return new Alert.Text(cut(name, MOST_NAME_BYTES), cut(description, MOST_DESCRIPTION_BYTES), severity,
                tactics,
                alert.techniques(), properties);
    }

    /// The format with the values of its columns; what has no value stands as it is written.
    private static String filled(String format, Rows rows) {
        return PLACE.matcher(format).replaceAll(place -> {
            List<String> values = rows.distinct(place.group(1), MOST_VALUES);
            return Matcher.quoteReplacement(values.isEmpty() ? place.group() : String.join(", ", values));
        });
    }

    /// The words of values such as `["Execution","Impact"]` or `Execution, Impact`.
    private static List<String> listed(List<String> values) {
        return values.stream().flatMap(value -> Stream.of(value.split("[\\[\\]\",\\s]+")))
                .filter(word -> !word.isEmpty())
                .distinct().toList();
    }

    private Map<String, List<String>> customDetails(Rows rows) {
        Map<String, List<String>> details = new LinkedHashMap<>();
        int bytes = 0;
        for (Map.Entry<String, String> detail : rule.alert().customDetails().entrySet()) {
            List<String> values = rows.distinct(detail.getValue(), MOST_VALUES);
            bytes += values.stream().mapToInt(value -> utf8(value).length).sum();
            if (!values.isEmpty() && bytes <= MOST_DETAILS_BYTES) {
                details.put(detail.getKey(), values);
            }
        }
        return details;
    }

    /// As much of the text as fits, in whole characters.
    static String cut(String text, int mostBytes) {
        if (utf8(text).length <= mostBytes) {
            return text;
        }
        int end = 0;
        int bytes = 0;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            bytes += utf8(text.substring(end, next)).length;
            if (bytes > mostBytes) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
