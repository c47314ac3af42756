package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.crypto.HashAlgorithm;
import io.holdfast.crypto.Hmac;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.rest.Json;
import io.holdfast.sentinel.SentinelFixture.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Playbooks as webhooks, against a server on the loopback interface.
class PlaybookTest extends KeyedWorkspace {

    private static final String NOTIFY = "/subscriptions/s/providers/Microsoft.Logic/workflows/notify";
    private static final Instant NOON = SentinelProcess.NOW;
    private static final String SECRET = "a secret of the tests, 32 bytes!";

    @TempDir
    Path files;

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(202);
    private HttpServer server;
    private PlaybookSettings settings = PlaybookSettings.NONE;
    private PlaybookDelivery delivery;

    private record Received(Map<String, List<String>> headers, byte[] body) {

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }

        JsonNode json() {
            return Json.parse(body);
        }
    }

    @BeforeEach
    void open() throws IOException {
        received.clear();
        status.set(202);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        settings = PlaybookSettings
                .read(file(entry(NOTIFY, "http://127.0.0.1:" + server.getAddress().getPort()
                        + "/hook", "secret")), new SecureRandom());
        fixture.restart(settings);
        delivery = delivery();
    }

    @AfterEach
    void close() {
        settings.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        received.add(new Received(Map.copyOf(exchange.getRequestHeaders()),
                exchange.getRequestBody().readAllBytes()));
        exchange.getResponseHeaders().add("Location", "https://elsewhere.example/");
        exchange.sendResponseHeaders(status.get(), -1);
        exchange.close();
    }

    private PlaybookDelivery delivery() {
        return new PlaybookDelivery(fixture.stores(), settings, fixture.clock(), new SecureRandom());
    }

    @Test
    void anAutomationRuleCallsItsPlaybookOnceSignedWithTheIncident() {
        automation(NOTIFY);
        incident("i1");
        delivery.deliver();
        delivery.deliver();

        assertThat(received).singleElement().satisfies(call -> {
            String[] signature = call.header("Holdfast-signature").split(",v1=", 2);
            byte[] message = (signature[0].substring(2) + "."
                    + new String(call.body(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(signature[0]).isEqualTo("t=" + NOON.getEpochSecond());
            try (SecretBytes secret = SecretBytes.copyOf(SECRET.getBytes(StandardCharsets.US_ASCII))) {
                assertThat(Hmac.verify(secret, HashAlgorithm.SHA256, message,
                        HexFormat.of().parseHex(signature[1]))).isTrue();
            }
            assertThat(call.json().at("/object/properties/title").stringValue()).isEqualTo("Port scan");
            assertThat(call.json().at("/objectEventType").stringValue()).isEqualTo("create");
            assertThat(call.json().at("/deliveryId").stringValue())
                    .isEqualTo(call.header("Holdfast-delivery"));
        });
        assertThat(health()).extracting(row -> row.path("OperationName").stringValue() + " "
                + row.path("Status").stringValue())
                .containsExactly("Automation rule run Success", "Playbook was triggered Success");
    }

    @Test
    void aCallThatFailsIsMadeAgainLaterWithTheSameIdAndGivenUpInTheEnd() {
        automation(NOTIFY);
        incident("i1");
        status.set(500);
        delivery.deliver();
        delivery.deliver();
        assertThat(received).hasSize(1);
        fixture.clock().set(NOON.plusSeconds(10));
        delivery.deliver();
        assertThat(received).hasSize(2);
        assertThat(received.get(1).header("Holdfast-delivery"))
                .isEqualTo(received.get(0).header("Holdfast-delivery"));

        for (int hour = 1; hour < 20; hour++) {
            fixture.clock().set(NOON.plusSeconds(hour * 3_600L));
            delivery.deliver();
        }
        assertThat(received).hasSize(PlaybookCall.MOST_ATTEMPTS);
        assertThat(health().getLast().path("Reason").stringValue()).isEqualTo("Status500");
        assertThat(health().getLast().path("Description").stringValue()).contains("not called again");
    }

    @Test
    void aRedirectIsAFailureAndIsNotFollowed() {
        automation(NOTIFY);
        incident("i1");
        status.set(307);
        delivery.deliver();
        assertThat(received).hasSize(1);
        assertThat(health().getLast().path("Reason").stringValue()).isEqualTo("Status307");
    }

    @Test
    void aCallSurvivesARestartAndWaitsWhileTheKeyIsRevoked() {
        automation(NOTIFY);
        incident("i1");
        fixture.restart();
        delivery = delivery();
        fixture.enableKey(false);
        delivery.deliver();
        assertThat(received).isEmpty();
        assertThat(fixture.call("POST " + fixture.incident(SOC, "i1") + "/runPlaybook",
                "{'logicAppsResourceId':'" + NOTIFY + "'}").error())
                .isEqualTo("403 CustomerManagedKeyRevoked");
        fixture.enableKey(true);
        delivery.deliver();
        assertThat(received).hasSize(1);
    }

    @Test
    void aPlaybookThatIsNotConfiguredIsNotCalledAndTheSettingIsNamed() {
        automation(NOTIFY + "2");
        incident("i1");
        delivery.deliver();
        assertThat(received).isEmpty();
        assertThat(health().getLast().path("Reason").stringValue()).isEqualTo("PlaybookNotConfigured");
        assertThat(health().getLast().path("Description").stringValue()).contains("serve --playbooks");
    }

    @Test
    void aPlaybookIsRunOnDemand() {
        incident("i1");
        Answer ran = fixture.call("POST " + fixture.incident(SOC, "i1") + "/runPlaybook",
                "{'logicAppsResourceId':'" + NOTIFY + "'}");
        assertThat(ran.status()).isEqualTo(204);
        delivery.deliver();
        assertThat(received).singleElement()
                .satisfies(call -> assertThat(call.json().at("/object/name").stringValue()).isEqualTo("i1"));

        Answer unknown = fixture.call("POST " + fixture.incident(SOC, "i1") + "/runPlaybook",
                "{'logicAppsResourceId':'other'}");
        assertThat(unknown.error()).isEqualTo("400 PlaybookNotConfigured");
        assertThat(unknown.text("/error/message")).contains("serve --playbooks");
        assertThat(fixture.call("POST " + fixture.incident(SOC, "none") + "/runPlaybook",
                "{'logicAppsResourceId':'" + NOTIFY + "'}").error()).isEqualTo("404 ResourceNotFound");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://soar.example/hook      | https://
            http://127.0.0.1.example/hook | https://
            https://user@soar.example/    | https://
            ftp://soar.example/           | https://
            """)
    void anAddressThatIsNotSafeIsRefused(String url, String message) throws IOException {
        Path file = file(entry(NOTIFY, url, "secret"));
        assertThatIllegalArgumentException().isThrownBy(() -> PlaybookSettings.read(file, new SecureRandom()))
                .withMessageContaining(message);
    }

    @Test
    void plainHttpNeedsTheSettingAndASecretIsTheOwnersAlone() throws IOException {
        Path plain = file(entry(NOTIFY, "http://localhost:1/", "secret"));
        Files.writeString(plain, Files.readString(plain).replace("true", "false"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlaybookSettings.read(plain, new SecureRandom()))
                .withMessageContaining("allowLoopbackHttp");
        Path open = file(entry(NOTIFY, "https://soar.example/", "secret"));
        Files.setPosixFilePermissions(files.resolve("secret"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatIllegalArgumentException().isThrownBy(() -> PlaybookSettings.read(open, new SecureRandom()))
                .withMessageContaining("chmod 600");
    }

    private Path file(String entry) throws IOException {
        Path secret = files.resolve("secret");
        Files.writeString(secret, SECRET);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path file = files.resolve("playbooks.json");
        Files.writeString(file, "{\"v\":1,\"allowLoopbackHttp\":true,\"playbooks\":[" + entry + "]}");
        return file;
    }

    private static String entry(String playbook, String url, String secret) {
        return Json.object().put("logicAppResourceId", playbook).put("url", url).put("secretFile", secret)
                .toString();
    }

    private void automation(String playbook) {
        Answer made = fixture.call("PUT " + fixture.sentinel(SOC, "automationRules/a1"), """
                {'properties':{'displayName':'Notify','order':1,'triggeringLogic':{'isEnabled':true,
                 'triggersOn':'Incidents','triggersWhen':'Created'},'actions':[{'order':1,
                 'actionType':'RunPlaybook','actionConfiguration':{'logicAppResourceId':'%s'}}]}}"""
                .formatted(playbook));
        assertThat(made.status()).isEqualTo(201);
    }

    private void incident(String name) {
        assertThat(fixture.call("PUT " + fixture.incident(SOC, name),
                "{'properties':{'title':'Port scan','severity':'Low','status':'New'}}").status())
                .isEqualTo(201);
    }

    private List<JsonNode> health() {
        return fixture.outbox(SOC, Outbox.HEALTH);
    }
}
