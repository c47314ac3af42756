package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real rsyslog sends to the server: over UDP, TCP and TLS, plain messages and CEF, and while the key is
/// revoked.
class SyslogIT {

    private static final Duration PROMPTLY = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void whatRsyslogSendsIsThereOnceAndWaitsWhileTheKeyIsRevoked() throws IOException {
        if (Rsyslog.program().isEmpty()) {
            System.out.println("SyslogIT: left out, as rsyslog is not installed (Debian: rsyslog)");
            return;
        }
        TestServer first = TestServer.start(folder.resolve("data"));
        Story story = new Story(new CmkEnvironment(first.arm(), first.credentials(), "syslog"), first.arm());
        try (first) {
            story.setUp();
        }
        TestServer.Options options = new TestServer.Options(List.of(), List.of("--flush-after", "1s",
                "--syslog", "udp:0,tcp:0,tls:0", "--syslog-workspace", story.azure.workspace(),
                "--syslog-zone", "UTC"));
        try (TestServer server = first.restart(options)) {
            Story second = story.at(server);
            try (Rsyslog tcp = Rsyslog.start(folder.resolve("tcp"), "",
                    "target=\"127.0.0.1\" port=\"" + server.syslogPort("tcp") + "\" protocol=\"tcp\"")) {
                overTcp(second, tcp);
            }
            try (Rsyslog udp = Rsyslog.start(folder.resolve("udp"), "",
                    "target=\"127.0.0.1\" port=\"" + server.syslogPort("udp") + "\" protocol=\"udp\"")) {
                udp.log(Stream.of("over udp"));
                second.await("Syslog | where SyslogMessage has 'over udp' | count", 1);
            }
            overTls(second, server);
        }
    }

    private static void overTcp(Story story, Rsyslog rsyslog) {
        rsyslog.log(IntStream.range(0, 1_000).mapToObj(i -> "before " + i));
        rsyslog.log(Stream.of("CEF:0|Acme|Wall|1|100|Drop|7|src=192.0.2.1 spt=4711 msg=a\\=b"));
        story.await("Syslog | where SyslogMessage startswith ' before' or SyslogMessage startswith 'before'"
                + " | summarize dcount(SyslogMessage), count() | where count_ == dcount_SyslogMessage"
                + " | project count_", 1_000);
        story.await(
                "Syslog | where Facility == 'authpriv' and SeverityLevel == 'warning' and ProcessName == 'app'"
                        + " and ProcessID == 42 and HostIP == '127.0.0.1' | count",
                1_000);
        story.await("CommonSecurityLog | where SourceIP == '192.0.2.1' and SourcePort == 4711"
                + " and Message == 'a=b' and DeviceVendor == 'Acme' | count", 1);

        story.enable(false);
        Await.until("queries are refused", PROMPTLY, () -> story.query("Syslog | count").status() == 403);
        rsyslog.log(IntStream.range(0, 500).mapToObj(i -> "meanwhile " + i));
        story.enable(true);

        story.await("Syslog | where SyslogMessage has 'meanwhile' | summarize dcount(SyslogMessage), count()"
                + " | where count_ == dcount_SyslogMessage | project count_", 500);
    }

    private void overTls(Story story, TestServer server) throws IOException {
        if (!Rsyslog.speaksTls()) {
            System.out.println(
                    "SyslogIT: TLS is left out, as rsyslog cannot speak it (Debian: rsyslog-gnutls)");
            return;
        }
        try (Rsyslog tls = Rsyslog.start(folder.resolve("tls"),
                "defaultNetstreamDriverCAFile=\"" + server.authority() + "\"",
                "target=\"127.0.0.1\" port=\"" + server.syslogPort("tls") + "\" protocol=\"tcp\""
                        + " tcp_framing=\"octet-counted\" StreamDriver=\"gtls\" StreamDriverMode=\"1\""
                        + " StreamDriverAuthMode=\"x509/certvalid\" template=\"RSYSLOG_SyslogProtocol23Format\"")) {
            tls.log(Stream.of("over tls"));
            story.await("Syslog | where SyslogMessage has 'over tls' and ProcessName == 'app' | count", 1);
        }
    }

    /// A workspace under a key, and questions to it.
    private static final class Story {

        private final CmkEnvironment azure;
        private final ArmClient arm;
        private String version = "";
        private String customerId = "";

        Story(CmkEnvironment azure, ArmClient arm) {
            this.azure = azure;
            this.arm = arm;
        }

        void setUp() {
            String vaultUri = azure.createVault();
            String kid = key("POST", "kek/create", Json.of("{'kty':'RSA','key_size':2048}")).body()
                    .path("key")
                    .path("kid").stringValue();
            version = kid.substring(kid.lastIndexOf('/') + 1);
            azure.grant(azure.createCluster());
            azure.setKey(vaultUri, "kek", version);
            customerId = azure.createLinkedWorkspace();
        }

        Story at(TestServer server) {
            Story later = new Story(azure, server.arm());
            later.version = version;
            later.customerId = customerId;
            return later;
        }

        void enable(boolean enabled) {
            key("PATCH", "kek/" + version, Json.of("{'attributes':{'enabled':" + enabled + "}}"));
        }

        Answer query(String kql) {
            return arm.call("POST", "/v1/workspaces/" + customerId + "/query",
                    Json.of("{'query':'" + kql.replace("'", "\\u0027") + "'}"),
                    "https://api.loganalytics.io");
        }

        void await(String kql, long expected) {
            Await.until(kql + " is " + expected, PROMPTLY, () -> {
                Answer answer = query(kql);
                return answer.status() == 200 && answer.body().path("tables").path(0).path("rows").path(0)
                        .path(0).asLong(-1) == expected;
            });
        }

        private Answer key(String method, String path, String body) {
            Answer answer = arm.call(method, "/keys/" + path + "?api-version=7.4", body,
                    "https://vault.localhost");
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            return answer;
        }
    }
}
