package io.holdfast.e2e;

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
        KeyedWorkspace story;
        try (first) {
            story = KeyedWorkspace.setUp(first, "syslog");
        }
        TestServer.Options options = new TestServer.Options(List.of(), List.of("--flush-after", "1s",
                "--syslog", "udp:0,tcp:0,tls:0", "--syslog-workspace", story.azure().workspace(),
                "--syslog-zone", "UTC"));
        try (TestServer server = first.restart(options)) {
            KeyedWorkspace second = story.at(server);
            try (Rsyslog tcp = Rsyslog.start(folder.resolve("tcp"), "",
                    "target=\"127.0.0.1\" port=\"" + server.syslogPort("tcp") + "\" protocol=\"tcp\"")) {
                overTcp(second, tcp);
            }
            try (Rsyslog udp = Rsyslog.start(folder.resolve("udp"), "",
                    "target=\"127.0.0.1\" port=\"" + server.syslogPort("udp") + "\" protocol=\"udp\"")) {
                udp.log(Stream.of("over udp"));
                await(second, "Syslog | where SyslogMessage has 'over udp' | count", 1);
            }
            overTls(second, server);
        }
    }

    private static void overTcp(KeyedWorkspace story, Rsyslog rsyslog) {
        rsyslog.log(IntStream.range(0, 1_000).mapToObj(i -> "before " + i));
        rsyslog.log(Stream.of("CEF:0|Acme|Wall|1|100|Drop|7|src=192.0.2.1 spt=4711 msg=a\\=b"));
        await(story, "Syslog | where SyslogMessage startswith ' before' or SyslogMessage startswith 'before'"
                + " | summarize dcount(SyslogMessage), count() | where count_ == dcount_SyslogMessage"
                + " | project count_", 1_000);
        await(story,
                "Syslog | where Facility == 'authpriv' and SeverityLevel == 'warning' and ProcessName == 'app'"
                        + " and ProcessID == 42 and HostIP == '127.0.0.1' | count",
                1_000);
        await(story, "CommonSecurityLog | where SourceIP == '192.0.2.1' and SourcePort == 4711"
                + " and Message == 'a=b' and DeviceVendor == 'Acme' | count", 1);

        story.enable(false);
        Await.until("queries are refused", PROMPTLY, () -> story.query("Syslog | count").status() == 403);
        rsyslog.log(IntStream.range(0, 500).mapToObj(i -> "meanwhile " + i));
        story.enable(true);

        await(story, "Syslog | where SyslogMessage has 'meanwhile' | summarize dcount(SyslogMessage), count()"
                + " | where count_ == dcount_SyslogMessage | project count_", 500);
    }

    private void overTls(KeyedWorkspace story, TestServer server) throws IOException {
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
            await(story, "Syslog | where SyslogMessage has 'over tls' and ProcessName == 'app' | count", 1);
        }
    }

    private static void await(KeyedWorkspace workspace, String kql, long expected) {
        Await.until(kql + " is " + expected, PROMPTLY,
                () -> workspace.query(kql).status() == 200 && workspace.number(kql) == expected);
    }
}
