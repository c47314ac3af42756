package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ingest` as a process of its own, with real files of the corpus where it is at hand.
class IngestCommandIT {

    private static final Path SAMPLES = Path.of(System.getProperty("holdfast.corpus", ""), "samples");

    @TempDir
    Path folder;

    @Test
    void filesOfAllFormatsBecomeRowsOfTheirTables() throws IOException {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Story story = new Story(server);

            Path lines = Files.writeString(folder.resolve("app.json"), """
                    {"@timestamp":"2026-05-01T10:00:00Z","user":"ann","bytes":12,"ok":true,"more":{"k":[1]}}
                    {"@timestamp":"2026-05-01T10:00:01Z","user":"bob","bytes":"many","ok":false}
                    {"@timestamp":
                    {"@timestamp":"2026-05-01T10:00:02Z","user":"eve","bytes":14}
                    """);
            story.ingest(1, lines, "--table", "App_CL").says("3 records sent, 1 refused",
                    "record 3: is not well-formed JSON");
            assertThat(story.count("App_CL | where isnotempty(bytes) and user in ('ann', 'bob', 'eve')"
                    + " and TimeGenerated between (datetime(2026-05-01T10:00:00Z) .. 3s)")).isEqualTo(3);

            windows(story);
            story.disableAndIngest(lines);
            resumes(story);
            if (Files.isDirectory(SAMPLES)) {
                samples(story);
            } else {
                System.out.println("IngestCommandIT: the corpus's samples are left out, as it is not there");
            }
        }
    }

    /// Events go to the tables of their logs, or to the one that is named; what names no column is kept.
    private void windows(Story story) throws IOException {
        Path events = Files.writeString(folder.resolve("security.xml"),
                """
                        <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>
                        <Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4624</EventID><Task>12544</Task>
                        <TimeCreated SystemTime='2026-05-01T10:00:00Z'/><Channel>Security</Channel>
                        <Computer>dc1</Computer></System><EventData><Data Name='TargetUserName'>ada</Data>
                        <Data Name='LogonType'>3</Data><Data Name='NewInWindows'>yes</Data></EventData></Event>
                        """
                        .repeat(3));
        story.ingest(0, events).says("3 records sent, 0 refused", "kept in _Unmapped: NewInWindows");
        assertThat(story.count("SecurityEvent | where EventID == 4624 and LogonType == 3 and Account == 'ada'"
                + " and _Unmapped.NewInWindows == 'yes'")).isEqualTo(3);
        story.ingest(0, events, "--table", "WindowsEvent").says("3 records sent, 0 refused");
        assertThat(story.count("WindowsEvent | where EventData.TargetUserName == 'ada' and Task == 12544"))
                .isEqualTo(3);
    }

    /// A run that was cut short goes on after what was acknowledged.
    private void resumes(Story story) throws IOException {
        Path many = Files.writeString(folder.resolve("many.json"), IntStream.range(0, 60_000)
                .mapToObj(i -> "{\"TimeGenerated\":\"2026-05-01T10:00:00Z\",\"n\":" + i + "}")
                .collect(Collectors.joining("\n", "", "\n{\"n\":1e400}\n")));
        story.ingest(1, many, "--table", "Many_CL").says("60000 records sent, 1 refused");
        Path state = folder.resolve("state/holdfast/ingest");
        assertThat(state).isEmptyDirectory();
        assertThat(story.count("Many_CL | summarize dcount(n, 4), count() | where count_ == 60000"))
                .isEqualTo(1);
    }

    private void samples(Story story) {
        story.ingest(0, SAMPLES.resolve("barracudaWAFCEF.txt")).says("346 records sent, 0 refused");
        assertThat(story.count("CommonSecurityLog | where DeviceVendor == 'BarracudaNetworks'"
                + " and isnotempty(SourceIP) and TimeGenerated < datetime(2023-01-01)")).isGreaterThan(300);
        story.ingest(0, SAMPLES.resolve("office_activity.csv"), "--table", "OfficeActivity")
                .says("266 records sent, 0 refused");
        assertThat(story.count("OfficeActivity | where TimeGenerated between (datetime(2021-04-28) .. 1d)"))
                .isEqualTo(266);
        story.ingest(0, SAMPLES.resolve("NASHUA_conn.log"), "--table", "ZeekConn_CL")
                .says("479 records sent, 0 refused");
        assertThat(story.count("ZeekConn_CL | where proto == 'udp' and TimeGenerated > datetime(2020-04-29)"))
                .isGreaterThan(10);
        story.ingest(0, SAMPLES.resolve("schtask_create_2020-12-1907003032.json"), "--table", "Windows_CL")
                .says("1041 records sent, 0 refused");
        assertThat(story.count("Windows_CL | where EventID == 5158")).isGreaterThan(1);
    }

    /// A workspace under a key.
    private final class Story {

        private final TestServer server;
        private final KeyedWorkspace workspace;

        Story(TestServer server) {
            this.server = server;
            this.workspace = KeyedWorkspace.setUp(server, "ingest");
        }

        CommandRun ingest(int status, Path file, String... more) {
            List<String> arguments = new ArrayList<>(
                    List.of("ingest", "--url", server.origin().toString(), "--ca",
                            server.authority().toString(), "--workspace", "ingest"));
            arguments.addAll(List.of(more));
            arguments.add(file.toString());
            Map<String, String> environment = new HashMap<>(server.credentials().environment());
            environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
            return CommandRun.of(arguments, environment, "").ended(status);
        }

        /// While the key is revoked the command fails and says so; nothing was sent.
        void disableAndIngest(Path file) {
            workspace.enable(false);
            ingest(1, file, "--table", "App_CL").says("CustomerManagedKeyRevoked");
            workspace.enable(true);
            Await.until("the store is open again", Duration.ofSeconds(20),
                    () -> workspace.query("App_CL | count").status() == 200);
            assertThat(count("App_CL")).isEqualTo(3);
        }

        long count(String kql) {
            return workspace.number(kql + " | count");
        }
    }
}
