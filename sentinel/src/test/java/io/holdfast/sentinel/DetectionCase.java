package io.holdfast.sentinel;

import io.holdfast.rest.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A rule of the corpus with logs that it must fire on, and logs that it must not.
///
/// In the files: `rule` is its id; `logs` and `clean` are lists of `{"table", "at", "times"?, "every"?,
/// "row"}`: `times` rows, the first `at` minutes before the window ends, `every` so many seconds, with their
/// number from 0 for `{#}`.
///
/// @param incidents what it opens, as [CorpusRulesTest] describes incidents
record DetectionCase(String rule, JsonNode logs, JsonNode clean, JsonNode incidents) {

    private static final List<String> FILES = List.of("network", "windows", "endpoints", "identity", "cloud");
    private static final double SECONDS_OF_MINUTE = 60;

    /// All there are.
    static List<DetectionCase> all() {
        return FILES.stream().flatMap(DetectionCase::read).toList();
    }

    private static Stream<DetectionCase> read(String file) {
        try (InputStream in = Objects.requireNonNull(
                DetectionCase.class.getResourceAsStream("detections/" + file + ".json"))) {
            return Json.parse(in.readAllBytes()).valueStream()
                    .map(one -> new DetectionCase(one.path("rule").stringValue(), one.path("logs"),
                            one.path("clean"), one.path("incidents")))
                    .toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The rows of logs, by their tables.
    static Map<String, ArrayNode> rows(Stream<JsonNode> logs, Instant end) {
        Map<String, ArrayNode> byTable = new TreeMap<>();
        logs.flatMap(JsonNode::valueStream).forEach(log -> {
            ArrayNode rows = byTable.computeIfAbsent(log.path("table").stringValue(),
                    table -> Json.array());
            Instant first = end
                    .minusMillis(Math.round(log.path("at").asDouble() * SECONDS_OF_MINUTE * 1_000));
            for (int i = 0; i < log.path("times").asInt(1); i++) {
                String row = log.path("row").toString().replace("{#}", Integer.toString(i));
                ObjectNode numbered = (ObjectNode) Json.parse(row.getBytes(StandardCharsets.UTF_8));
                rows.add(numbered.put("TimeGenerated",
                        first.plusSeconds((long) i * log.path("every").asInt()).toString()));
            }
        });
        return byTable;
    }
}
