package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.BuiltInRoles;
import io.holdfast.loganalytics.WorkspaceGate.Onboarding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Worlds.class)
class IngestionTest {

    private static final String STREAM = "Custom-Events_CL";

    private final World world;
    private final Fixture fixture;

    IngestionTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void recordsAreThereWhenTheCallIsAnswered() {
        String rule = ready();
        String now = fixture.clock.instant().toString().replace("T", " ").replace("Z", ".0");

        Answer answer = fixture.ingest(rule, STREAM, """
                [{"TimeGenerated":"2026-02-28T10:00:00Z","Id":1,"Message":"a","Extra":{"k":[1]},"Unknown":9},
                 {"Id":2}]""");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(world.rows("Events_CL", "\"TimeGenerated\", \"Id\", \"Message\", \"Extra\""))
                .containsExactly(
                        "2026-02-28 10:00:00.0|1|a|{\"k\":[1]}", now + "|2|null|null");
    }

    @Test
    void oddTextIsKeptAsItIs() {
        String rule = ready();

        Answer answer = fixture.ingest(rule, STREAM,
                "[{\"Id\":1,\"Message\":\"a\\u0000b\\ud83d\\ude00\\ud800'\\\"\",\"Extra\":\"x\\u0000\"}]");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(204);
        assertThat(world.rows("Events_CL", "\"Message\"")).containsExactly("a\u0000b\ud83d\ude00\ufffd'\"");
    }

    @Test
    void gzipIsTakenAndItsBoundHoldsBeforeAndAfter() throws IOException {
        String rule = ready();
        Map<String, String> gzip = Map.of("Content-Encoding", "gzip");

        assertThat(fixture.ingest(rule, STREAM, zipped("[{\"Id\":1}]"), gzip).status()).isEqualTo(204);
        Answer bomb = fixture.ingest(rule, STREAM, zipped("[" + " ".repeat(5_000_000) + "]"), gzip);
        assertThat(bomb.status()).isEqualTo(413);
        assertThat(bomb.code()).isEqualTo("ContentLengthLimitExceeded");
        assertThat(fixture.ingest(rule, STREAM, "[" + " ".repeat(1_100_000) + "]").status()).isEqualTo(413);
        assertThat(fixture.ingest(rule, STREAM, "[]".getBytes(StandardCharsets.UTF_8), gzip).status())
                .isEqualTo(400);
        assertThat(fixture.ingest(rule, STREAM, "[]".getBytes(StandardCharsets.UTF_8),
                Map.of("Content-Encoding", "br")).status()).isEqualTo(415);
        assertThat(world.rowCount("Events_CL")).isEqualTo(1);
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"Id\":1},{\"Id\":secret-value}]", "[{\"Id\":1}", "{\"Id\":1}", ""})
    void aBadBodyIsRefusedWholeWithoutQuotingIt(String body) {
        String rule = ready();

        Answer answer = fixture.ingest(rule, STREAM, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).doesNotContain("secret-value");
        assertThat(world.rowCount("Events_CL")).isZero();
    }

    @Test
    void badRecordsAreDeadLettersAndTheOthersAreTaken() {
        String rule = ready();

        Answer answer = fixture.ingest(rule, STREAM,
                "[{\"Id\":1},{\"Id\":\"x\",\"Message\":\"m\"},7,{\"Id\":2,\"TimeGenerated\":\"yesterday\"}]"
                        .getBytes(StandardCharsets.UTF_8),
                Map.of("x-ms-client-request-id", "call-1"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("x-holdfast-dead-letters")).contains("3");
        assertThat(world.rows("Events_CL", "\"Id\", \"Message\"")).containsExactlyInAnyOrder("1|null",
                "null|m", "2|null");
        assertThat(world.rows("HoldfastDeadLetters_CL",
                "\"RecordIndex\", \"RowKept\", \"TargetTable\", \"Origin\", \"RequestId\", \"Record\""))
                .containsExactlyInAnyOrder(
                        "1|true|Events_CL|" + rule + "/" + STREAM
                                + "|call-1|{\"Id\":\"x\",\"Message\":\"m\"}",
                        "3|true|Events_CL|" + rule + "/" + STREAM
                                + "|call-1|{\"Id\":2,\"TimeGenerated\":\"yesterday\"}",
                        "2|false|Events_CL|" + rule + "/" + STREAM + "|call-1|7");
        Answer found = world.query("HoldfastDeadLetters_CL | where RecordIndex == 1 | project Reason");
        assertThat(found.json().toString()).contains("column 'Id'", "64 bits").doesNotContain("\"x\"");
    }

    @Test
    void membersThatNameNoColumnAreKeptInAColumnOfTheirOwn() {
        String rule = ready();
        assertThat(world.query("Events_CL | getschema").json().toString()).doesNotContain("_Unmapped");

        assertThat(
                fixture.ingest(rule, STREAM, "[{\"Id\":1,\"User\":{\"Name\":\"ada\"}},{\"Id\":2}]").status())
                .isEqualTo(204);

        Answer found = world.query("Events_CL | where _Unmapped.User.Name == 'ada' | project Id");
        assertThat(found.at("tables").path(0).path("rows").toString()).isEqualTo("[[1]]");
        String table = world.workspace + "/tables/Events_CL";
        assertThat(fixture.call("PUT", table, fixture.get(table).json().toString()).status()).isEqualTo(200);
    }

    @Test
    void aStandardTableIsMadeWithItsFirstRows() {
        world.createCluster().createLinkedWorkspace();
        Answer made = put("""
                {"location":"westeurope","properties":{
                 "destinations":{"logAnalytics":[{"name":"la","workspaceResourceId":"%s"}]},
                 "dataFlows":[{"streams":["Microsoft-SecurityEvent"],"destinations":["la"]}]}}"""
                .formatted(world.workspace));
        assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
        assertThat(fixture.get(world.workspace + "/tables/SecurityEvent").status()).isEqualTo(404);

        Answer answer = fixture.ingest(made.text("properties.immutableId"), "Microsoft-SecurityEvent",
                "[{\"EventID\":4624,\"Computer\":\"dc1\",\"Extra\":1}]");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(204);
        assertThat(fixture.get(world.workspace + "/tables/SecurityEvent").status()).isEqualTo(200);
        assertThat(world.rows("SecurityEvent", "typeof(\"EventID\"), \"Computer\", \"_Unmapped\""))
                .containsExactly("INTEGER|dc1|{\"Extra\":1}");
    }

    @Test
    void moreThanTheStoresTakeAtOnceIsToldToComeAgain() {
        String rule = ready();
        int most = IntakeBudget.BYTES / LogsIngestionApi.LIMIT_BYTES;
        List<Answer> answers = new ArrayList<>();

        within(rule, most + 1, answers);

        assertThat(answers.getFirst().status()).isEqualTo(429);
        assertThat(answers.getFirst().header("Retry-After")).contains("1");
        assertThat(answers.subList(1, answers.size())).hasSize(most)
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(204));
        assertThat(world.rowCount("Events_CL")).isEqualTo(most);
        answers.clear();
        within(rule, most, answers);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(204));
    }

    /// So many calls, each of which is sent while the one before has its body read.
    private void within(String rule, int calls, List<Answer> answers) {
        answers.add(fixture.send(fixture.ownerId(), "https://monitor.azure.com", "localhost", "POST",
                "/dataCollectionRules/" + rule + "/streams/" + STREAM + "?api-version=2023-01-01", () -> {
                    if (calls > 1) {
                        within(rule, calls - 1, answers);
                    }
                    return "[{\"Id\":1}]".getBytes(StandardCharsets.UTF_8);
                }, Map.of()));
    }

    @Test
    void unknownRulesAndStreamsAre404() {
        String rule = ready();

        assertThat(fixture.ingest("dcr-00000000000000000000000000000000", STREAM, "[]").status())
                .isEqualTo(404);
        Answer stream = fixture.ingest(rule, "Custom-Other_CL", "[]");
        assertThat(stream.status()).isEqualTo(404);
        assertThat(stream.message()).contains(STREAM);
    }

    @Test
    void whoIsNoPublisherAndWhoseTokenIsForAnotherApiAreRefused() {
        String rule = ready();
        String path = "/dataCollectionRules/" + rule + "/streams/" + STREAM + "?api-version=2023-01-01";

        Answer stranger = fixture.send("stranger", "https://monitor.azure.com", "localhost", "POST", path,
                new byte[0],
                Map.of());
        String manager = fixture.identity.principals().createApplication("manager").principal().objectId();
        fixture.assign(BuiltInRoles.OWNER, manager);
        Answer owner = fixture.send(manager, "https://monitor.azure.com", "localhost", "POST", path,
                new byte[0],
                Map.of());
        Answer audience = fixture.send(fixture.ownerId(), "https://vault.azure.net", "localhost", "POST",
                path,
                new byte[0], Map.of());
        Answer none = fixture.send("", "", "localhost", "POST", path, new byte[0],
                Map.of("Authorization", "none"));

        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.message()).contains("Monitoring Metrics Publisher");
        assertThat(owner.status()).isEqualTo(403);
        assertThat(audience.status()).isEqualTo(403);
        assertThat(none.status()).isEqualTo(401);
    }

    @Test
    void expiredTokenIsRefusedAndSendsNothing() {
        String rule = ready();

        Answer answer = fixture.send("expired", "https://monitor.azure.com", "localhost", "POST",
                "/dataCollectionRules/" + rule + "/streams/" + STREAM + "?api-version=2023-01-01",
                "[{\"Id\":1}]".getBytes(StandardCharsets.UTF_8), Map.of());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("InvalidAuthenticationToken");
        assertThat(answer.message()).contains("expired");
        assertThat(answer.headers()).containsKey("WWW-Authenticate");
        assertThat(world.rowCount("Events_CL")).isZero();
    }

    @Test
    void rulesL2_L9_S3_aWorkspaceTakesNothingBeforeItIsLinkedAndConfirmed() {
        world.createCluster().createWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").code()).isEqualTo("WorkspaceNotLinked");
        assertThat(fixture.ended(world.link()).text("status")).isEqualTo("Succeeded");
        fixture.gate.states.put(world.workspaceId(), Onboarding.CUSTOMER_KEY_UNCONFIRMED);

        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").code()).isEqualTo("OnboardingNotConfirmed");
        fixture.gate.states.put(world.workspaceId(), Onboarding.CUSTOMER_KEY);
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").status()).isEqualTo(204);
        assertThat(world.rowCount("Events_CL")).isEqualTo(1);
    }

    @Test
    void aRuleThatLeadsNowhereIsRefused() {
        world.createCluster().createLinkedWorkspace();
        world.createTableAndRule();
        String good = fixture.get(world.rulePath()).json().toString();

        assertThat(put(good.replace("Custom-Events_CL\"]", "Custom-Other_CL\"]")).status()).isEqualTo(400);
        assertThat(put(
                good.replace("\"outputStream\":\"Custom-Events_CL\"", "\"outputStream\":\"Custom-No_CL\""))
                .message()).contains("create it with PUT");
        assertThat(put(good.replace("\"type\":\"long\"", "\"type\":\"string\"")).code())
                .isEqualTo("InvalidTransformOutput");
        assertThat(put(good.replace("/ws-", "/no-ws-")).message()).contains("does not exist");
        assertThat(put(good).status()).isEqualTo(200);
    }

    private Answer put(String body) {
        return fixture.call("PUT", world.rulePath(), body);
    }

    @Test
    void anEndpointIsThisServerAndARuleKeepsItsImmutableId() {
        String endpoint = fixture.group() + "/providers/Microsoft.Insights/dataCollectionEndpoints/dce-of-"
                + world.workspaceId().name();

        Answer made = fixture.call("PUT", endpoint, "{\"location\":\"westeurope\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("properties.logsIngestion.endpoint")).isEqualTo("https://localhost:8443");
        assertThat(made.text("properties.immutableId")).matches("dce-[0-9a-f]{32}");
        String rule = ready();
        assertThat(rule).matches("dcr-[0-9a-f]{32}");
        Answer again = put(fixture.get(world.rulePath()).json().toString());
        assertThat(again.text("properties.immutableId")).isEqualTo(rule);
        assertThat(fixture.call("DELETE", world.rulePath(), "").status()).isEqualTo(200);
        assertThat(fixture.ingest(rule, STREAM, "[]").status()).isEqualTo(404);
    }

    private String ready() {
        world.createCluster().createLinkedWorkspace();
        return world.createTableAndRule();
    }
}
