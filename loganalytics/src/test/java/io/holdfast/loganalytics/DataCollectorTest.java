package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.HashAlgorithm;
import io.holdfast.crypto.Hmac;
import io.holdfast.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Worlds.class)
class DataCollectorTest {

    private final World world;
    private final Fixture fixture;
    private String customerId = "";
    private String key = "";
    private String version = "";

    DataCollectorTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void theFirstRecordsMakeTheTableWithSuffixesByType() {
        ready();

        Answer answer = send("Firewall", """
                [{"host":"a","up":true,"bytes":12,"at":"2026-02-28T10:00:00Z",
                  "run":"8f3f2a64-0d3e-4c0a-9f0e-0123456789ab","more":{"k":[1]},"none":null,"x y":"odd"}]""");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(world.rows("Firewall_CL",
                "\"host_s\", \"up_b\", \"bytes_d\", \"at_t\", \"run_g\", \"more_s\", \"x_y_s\", "
                        + "\"SourceSystem\""))
                .containsExactly("a|true|12.0|2026-02-28 10:00:00.0|8f3f2a64-0d3e-4c0a-9f0e-0123456789ab|"
                        + "{\"k\":[1]}|odd|RestAPI");
        assertThat(fixture.get(world.workspace + "/tables/Firewall_CL")
                .text("properties.schema.tableSubType")).isEqualTo("Classic");
    }

    @Test
    void aValueGoesToAnExistingColumnIfItFitsAndElseToANewOne() {
        ready();
        send("Firewall", "[{\"n\":1,\"s\":\"text\"}]");

        assertThat(send("Firewall", "[{\"n\":\"2.5\",\"s\":true},{\"n\":\"many\"}]").status()).isEqualTo(200);

        assertThat(world.rows("Firewall_CL", "\"n_d\", \"n_s\", \"s_s\"")).containsExactlyInAnyOrder(
                "1.0|null|text", "2.5|null|true", "null|many|null");
    }

    @ParameterizedTest
    @CsvSource({"-P1D, true", "-P3D, false", "P2D, false"})
    void theTimeMemberCountsIfItIsRecent(Duration offset, boolean counts) {
        ready();
        Instant now = fixture.clock.instant();
        Instant told = now.plus(offset);

        send("Firewall", "{\"when\":\"" + told + "\"}", Map.of("time-generated-field", "when"));

        String expected = (counts ? told : now).toString().replace("T", " ").replace("Z", ".0");
        assertThat(world.rows("Firewall_CL", "\"TimeGenerated\"")).containsExactly(expected);
    }

    @Test
    void theResourceOfTheHeaderIsAColumn() {
        ready();

        send("Firewall", "{\"a\":1}", Map.of("x-ms-AzureResourceId", "/subscriptions/S/x"));

        assertThat(world.rows("Firewall_CL", "\"_ResourceId\"")).containsExactly("/subscriptions/s/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[{\"a\":1}", "[{\"a\":1}]x", "7", "\"secret-value\"", "{\"a\":1}{\"a\":2}",
            "{\"a\":1,\"a\":2}",
            "[{\"a\":\"secret-value\"},{]"})
    void aBadBodyIsRefusedWholeWithoutQuotingIt(String body) {
        ready();

        Answer answer = send("Firewall", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("Error")).isEqualTo("InvalidDataFormat");
        assertThat(answer.text("Message")).doesNotContain("secret-value");
        assertThat(fixture.get(world.workspace + "/tables/Firewall_CL").status()).isEqualTo(404);
    }

    @Test
    void badRecordsAreDeadLettersAndTheOthersAreTaken() {
        ready();
        String tooLong = "a-name-of-more-than-forty-five-characters-is-one-too-long";

        Answer answer = send("Firewall", "[{\"a\":1},7,{\"b\":2,\"c d\":1,\"c_d\":2},{\"e\":1,\"" + tooLong
                + "\":1},[{}],{\"a\":2}]");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.header("x-holdfast-dead-letters")).contains("4");
        assertThat(world.rows("Firewall_CL", "\"a_d\"")).containsExactlyInAnyOrder("1.0", "2.0");
        assertThat(fixture.get(world.workspace + "/tables/Firewall_CL").json().toString())
                .doesNotContain("b_d", "e_d", "c_d_d");
        assertThat(world.rows("HoldfastDeadLetters_CL",
                "\"RecordIndex\", \"TargetTable\", \"Origin\", \"RowKept\", \"Record\""))
                .contains("1|Firewall_CL|collector/Firewall|false|7",
                        "4|Firewall_CL|collector/Firewall|false|[{}]")
                .hasSize(4);
        assertThat(world.rows("HoldfastDeadLetters_CL", "\"Reason\"")).containsExactlyInAnyOrder(
                "it is no JSON object", "it is no JSON object", "it has two members for the column 'c_d_d'",
                "it has a member whose name has " + tooLong.length() + " characters: 1 to 45 are taken");
    }

    @Test
    void aCallOfBadRecordsAloneMakesNoTable() {
        ready();

        assertThat(send("Firewall", "[1]").header("x-holdfast-dead-letters")).contains("1");

        assertThat(fixture.get(world.workspace + "/tables/Firewall_CL").status()).isEqualTo(404);
        assertThat(world.rowCount("HoldfastDeadLetters_CL")).isEqualTo(1);
    }

    @Test
    void whatArrivesWhileDarkIsTakenOnceTheKeyIsBackIfTheClusterHasOptedIn() {
        ready();
        assertThat(fixture.call("PUT", world.cluster + "/sealedIngest", "{\"properties\":{\"enabled\":true}}")
                .status())
                .isEqualTo(200);
        world.enable(version, false);
        world.until(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"), 403);

        assertThat(send("Firewall", "no json").status()).isEqualTo(400);
        Answer taken = send("Firewall", "[{\"a\":1},7]",
                Map.of("x-ms-AzureResourceId", "/subscriptions/S/x"));
        assertThat(taken.status()).as(taken.json().toString()).isEqualTo(200);
        assertThat(taken.header("x-holdfast-sealed")).contains("true");
        world.enable(version, true);
        world.until(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"), 200);
        fixture.module.restoreSealed();

        assertThat(world.rows("Firewall_CL", "\"a_d\", \"_ResourceId\""))
                .containsExactly("1.0|/subscriptions/s/x");
        assertThat(world.rowCount("HoldfastDeadLetters_CL")).isEqualTo(1);
    }

    @Test
    void onlyASignatureOfThisCallWithAKeyOfThisWorkspaceCounts() {
        ready();
        String good = "{\"a\":1}";
        String former = key;

        assertThat(send("T", good, Map.of("Authorization", "SharedKey " + customerId + ":"
                + Base64.getEncoder().encodeToString(new byte[32]))).text("Error"))
                .isEqualTo("InvalidAuthorization");
        assertThat(send("T", good, Map.of("Authorization", "Bearer x")).status()).isEqualTo(403);
        assertThat(send("T", good, Map.of("Content-Length", "8")).status()).isEqualTo(403);
        fixture.call("POST", world.workspace + "/regenerateSharedKey", "");
        assertThat(send("T", good).status()).isEqualTo(403);
        obtainKey();
        assertThat(key).isNotEqualTo(former);
        assertThat(send("T", good).status()).isEqualTo(200);
        fixture.clock.advance(Duration.ofMinutes(16));
        assertThat(signed("T", good, fixture.clock.instant().minus(Duration.ofMinutes(16)), Map.of())
                .status()).isEqualTo(403);
    }

    @Test
    void headersThatAreMissingOrWrongAreNamed() {
        ready();

        assertThat(send("no-good", "{\"a\":1}").text("Error")).isEqualTo("InvalidLogType");
        assertThat(send("", "{\"a\":1}").text("Error")).isEqualTo("InvalidLogType");
        assertThat(send("T", "{\"a\":1}", Map.of("Content-Type", "text/csv")).text("Error"))
                .isEqualTo("UnsupportedContentType");
    }

    @Test
    void aTableOfDataCollectionRulesIsNotFilled() {
        ready();
        world.createTableAndRule();

        Answer answer = send("Events", "{\"a\":1}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("Message")).contains("Logs Ingestion API");
    }

    @Test
    void whileTheKeyIsRevokedNothingIsTakenNorAnyTableMade() {
        ready();
        world.enable(version, false);

        Answer answer = world.until(() -> send("Firewall", "no json"), 403);

        assertThat(answer.text("Error")).isEqualTo("CustomerManagedKeyRevoked");
        world.enable(version, true);
        assertThat(world.until(() -> fixture.get(world.workspace + "/tables/Firewall_CL"), 404).status())
                .isEqualTo(404);
    }

    private void ready() {
        version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        customerId = fixture.get(world.workspace).text("properties.customerId");
        obtainKey();
    }

    private void obtainKey() {
        key = fixture.call("POST", world.workspace + "/sharedKeys", "").text("primarySharedKey");
    }

    private Answer send(String type, String body) {
        return send(type, body, Map.of());
    }

    private Answer send(String type, String body, Map<String, String> more) {
        return signed(type, body, fixture.clock.instant(), more);
    }

    private Answer signed(String type, String body, Instant at, Map<String, String> more) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC))
                .replaceAll("\\bGMT$|Z$", "GMT");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Map.of("Log-Type", type, "x-ms-date", date, "Content-Type", "application/json",
                "Content-Length", String.valueOf(bytes.length)));
        more.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Authorization")) {
                headers.put(name, value);
            }
        });
        String text = "POST\n" + bytes.length + "\n" + headers.get("Content-Type") + "\nx-ms-date:" + date
                + "\n/api/logs";
        headers.put("Authorization", more.getOrDefault("Authorization",
                "SharedKey " + customerId + ":" + signature(text)));
        return fixture.send("nobody", "", customerId + ".ods.opinsights.localhost", "POST",
                "/api/logs?api-version=2016-04-01", bytes, headers);
    }

    private String signature(String text) {
        try (SecretBytes secret = SecretBytes.takeOwnership(Base64.getDecoder().decode(key))) {
            return Base64.getEncoder().encodeToString(Hmac.mac(secret, HashAlgorithm.SHA256,
                    text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
