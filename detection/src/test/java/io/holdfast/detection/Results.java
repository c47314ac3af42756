package io.holdfast.detection;

import io.holdfast.kql.KqlType;
import io.holdfast.query.QueryResult;
import io.holdfast.query.QueryStatistics;
import io.holdfast.query.ResultColumn;
import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rules and results for tests.
final class Results {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Timing.Window WINDOW = new Timing.Window(NOON.minus(Duration.ofHours(1)), NOON,
            NOON.plus(Duration.ofMinutes(5)));

    private static final String RULE = """
            {"displayName":"Failed logons","description":"Many.","enabled":true,"severity":"Medium",
             "query":"Logons | where Failed","queryFrequency":"PT10M","queryPeriod":"PT1H",
             "triggerOperator":"GreaterThan","triggerThreshold":0,"suppressionEnabled":false,
             "suppressionDuration":"PT5H","tactics":["CredentialAccess"],"techniques":["T1110"]""";

    private Results() {}

    /// A rule with further members, such as `"severity":"High"`.
    static DetectionRule rule(String members) {
        return rule("Scheduled", members);
    }

    static DetectionRule rule(String kind, String members) {
        String json = RULE + (members.isEmpty() ? "}" : "," + members + "}");
        return DetectionRule.of("rule-1", kind, Json.parse(json.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow();
    }

    /// A result of columns that are called so.
    @SafeVarargs
    static QueryResult result(String columns, List<@Nullable Object>... rows) {
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            all.add(row);
        }
        return result(columns, all);
    }

    static QueryResult result(String columns, List<List<@Nullable Object>> rows) {
        List<ResultColumn> named = Stream.of(columns.split(","))
                .map(name -> new ResultColumn(name, KqlType.STRING))
                .toList();
        return new QueryResult(Optional.empty(), named, new ArrayList<>(rows), Optional.empty(),
                Optional.empty(),
                new QueryStatistics(Duration.ZERO, 1, rows.size(), 0));
    }

    static List<@Nullable Object> row(@Nullable Object... cells) {
        return Arrays.asList(cells);
    }

    /// The alerts that are made when the window is due.
    static List<Alert> alerts(DetectionRule rule, QueryResult result) {
        return alerts(rule, result, WINDOW.due());
    }

    static List<Alert> alerts(DetectionRule rule, QueryResult result, Instant now) {
        AtomicInteger ids = new AtomicInteger();
        return AlertFactory.of(rule, WINDOW, result, now, () -> "alert-" + ids.incrementAndGet());
    }
}
