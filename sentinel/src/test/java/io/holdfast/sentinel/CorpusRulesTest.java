package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import io.holdfast.rulefiles.AlertRule;
import io.holdfast.rulefiles.RuleEntry;
import io.holdfast.rulefiles.RuleFiles;
import io.holdfast.sentinel.SentinelFixture.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rules of the corpus, as they are published, over logs that each must fire on, in one workspace, and over logs that
/// none must fire on, in another.
///
/// An incident is described by its title, severity, status, description, first and last activity, alerts, tactics,
/// entities (as `Kind {properties}`) and the custom details of its alerts, sets within texts in order.
class CorpusRulesTest {

    private static final Path CORPUS = Path.of(System.getProperty("holdfast.corpus", ""),
            "queries/analytics.jsonl");
    /// Sets within texts, which have no order of their own.
    private static final Pattern SET = Pattern.compile("\\[\\\\\"[^\\[\\]]*\\\\\"\\]");
    private static final String FIRING = "soc1";
    private static final String QUIET = "soc2";
    private static final Instant NOON = SentinelProcess.NOW;
    private static final Instant WINDOW_END = NOON.minus(Duration.ofMinutes(5));

    @TempDir
    private static Path folder;

    private static SentinelFixture fixture;
    private static Map<String, List<JsonNode>> opened = Map.of();

    static List<DetectionCase> cases() {
        return DetectionCase.all();
    }

    @BeforeAll
    static void runAll() throws IOException {
        if (!Files.exists(CORPUS)) {
            System.out.println("CorpusRulesTest: left out, as the corpus is not there");
        }
        Assumptions.assumeTrue(Files.exists(CORPUS));
        fixture = new SentinelFixture(folder);
        fixture.prepare(FIRING, "cluster1");
        fixture.onboard(FIRING);
        fixture.makeWorkspace(QUIET);
        fixture.link(QUIET, "cluster1");
        fixture.onboard(QUIET);
        Map<String, AlertRule> rules = rules();
        for (DetectionCase one : cases()) {
            for (String workspace : List.of(FIRING, QUIET)) {
                put(workspace, Objects.requireNonNull(rules.get(one.rule()), one.rule()));
            }
        }
        append(FIRING, cases().stream().map(DetectionCase::logs));
        append(QUIET, cases().stream().map(DetectionCase::clean));
        try (DetectionEngine engine = new DetectionEngine(fixture.stores(), fixture.logs().detectionQueries(),
                fixture.clock(), new SecureRandom())) {
            engine.runDue();
        }
        opened = incidents(FIRING);
    }

    @AfterAll
    static void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private static Map<String, AlertRule> rules() throws IOException {
        Map<String, AlertRule> rules = new HashMap<>();
        for (RuleEntry entry : RuleFiles.read(CORPUS)) {
            if (entry instanceof RuleEntry.Rule found) {
                rules.putIfAbsent(found.rule().id(), found.rule());
            }
        }
        return rules;
    }

    private static void put(String workspace, AlertRule rule) {
        Answer answer = fixture.call("PUT " + fixture.sentinel(workspace, "alertRules/" + rule.id()),
                rule.body().toString().replace("'", "\\u0027"));
        assertThat(answer.status()).as(rule.name() + ": " + answer.json()).isEqualTo(201);
    }

    private static void append(String workspace, Stream<JsonNode> logs) {
        ResourceId id = ResourceId.parse(fixture.workspace(workspace));
        DetectionCase.rows(logs, WINDOW_END)
                .forEach((table, rows) -> fixture.logs().rows().append(id, table, Json.bytes(rows)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRuleFiresOnItsLogsAndOpensItsIncident(DetectionCase one) {
        assertThat(opened.getOrDefault(one.rule(), List.of())).isNotEmpty()
                .isEqualTo(one.incidents().valueStream().toList());
    }

    @Test
    void noRuleFiresOnCleanLogs() {
        assertThat(incidents(QUIET)).isEmpty();
    }

    @Test
    void everyAlertHasItsRow() {
        assertThat(alertRows(FIRING)).hasSize(opened.values().stream().mapToInt(List::size).sum());
    }

    /// Descriptions of the incidents of a workspace, by their rules, in the order of their numbers.
    private static Map<String, List<JsonNode>> incidents(String workspace) {
        Map<String, JsonNode> rows = alertRows(workspace);
        Map<String, Map<Integer, JsonNode>> byRule = new TreeMap<>();
        fixture.call("GET " + fixture.sentinel(workspace, "incidents?$top=1000")).json().path("value")
                .forEach(incident -> {
                    JsonNode properties = incident.path("properties");
                    String rule = properties.at("/relatedAnalyticRuleIds/0").stringValue();
                    byRule.computeIfAbsent(rule.substring(rule.lastIndexOf('/') + 1), id -> new TreeMap<>())
                            .put(properties.path("incidentNumber").asInt(),
                                    describe(workspace, incident, rows));
                });
        Map<String, List<JsonNode>> lists = new TreeMap<>();
        byRule.forEach((rule, incidents) -> lists.put(rule, List.copyOf(incidents.values())));
        return lists;
    }

    private static JsonNode describe(String workspace, JsonNode incident, Map<String, JsonNode> rows) {
        JsonNode properties = incident.path("properties");
        ObjectNode description = Json.object();
        for (String member : List.of("title", "severity", "status", "description", "firstActivityTimeUtc",
                "lastActivityTimeUtc")) {
            if (properties.has(member)) {
                description.set(member, properties.path(member));
            }
        }
        description.set("alerts", properties.at("/additionalData/alertsCount"));
        description.set("tactics", properties.at("/additionalData/tactics"));
        String call = "POST " + fixture.incident(workspace, incident.path("name").stringValue());
        ArrayNode entities = description.putArray("entities");
        fixture.call(call + "/entities").json().path("entities").valueStream()
                .map(CorpusRulesTest::entity).sorted().forEach(entities::add);
        fixture.call(call + "/alerts").json().path("value").forEach(alert -> {
            String id = alert.at("/properties/systemAlertId").stringValue();
            JsonNode extended = parsed(
                    Objects.requireNonNull(rows.get(id), id).path("ExtendedProperties").stringValue());
            if (extended.has("Custom Details")) {
                description.set("customDetails", parsed(extended.path("Custom Details").stringValue()));
            }
        });
        return parsed(SET.matcher(description.toString()).replaceAll(
                set -> Matcher.quoteReplacement(
                        Stream.of(set.group().substring(1, set.group().length() - 1).split(",", -1))
                                .sorted().collect(Collectors.joining(",", "[", "]")))));
    }

    private static String entity(JsonNode entity) {
        ObjectNode properties = ((ObjectNode) entity.path("properties")).deepCopy();
        String shown = properties.remove("friendlyName").stringValue();
        for (String name : List.of("accountName", "hostName", "address")) {
            if (properties.has(name)) {
                assertThat(shown).as("what %s is known by", properties)
                        .isEqualTo(properties.path(name).stringValue());
            }
        }
        return entity.path("kind").stringValue() + " " + properties;
    }

    private static JsonNode parsed(String json) {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /// The rows for `SecurityAlert` that wait, by the ids of their alerts.
    private static Map<String, JsonNode> alertRows(String workspace) {
        OnboardingState state = fixture.stores().find(ResourceId.parse(fixture.workspace(workspace)))
                .orElseThrow();
        Map<String, JsonNode> rows = new HashMap<>();
        fixture.stores().documents(state, store -> store.list("outbox/" + Outbox.ALERTS, "")).stream()
                .map(StoredDocument::body)
                .forEach(row -> rows.put(row.path("SystemAlertId").stringValue(), row));
        return rows;
    }
}
