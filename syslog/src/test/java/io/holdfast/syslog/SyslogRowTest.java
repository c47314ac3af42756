package io.holdfast.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.syslog.SyslogRow.Reception;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogRowTest {

    private static final Instant RECEIVED = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void aPlainMessageIsARowOfSyslog() {
        SyslogRow row = row("<38>Mar  1 11:59:58 gate sshd[9]: Accepted key");

        assertThat(row.table()).isEqualTo("Syslog");
        assertThat(row.values()).isEqualTo(Map.ofEntries(Map.entry("TimeGenerated", "2026-03-01T11:59:58Z"),
                Map.entry("EventTime", "2026-03-01T11:59:58Z"), Map.entry("Facility", "auth"),
                Map.entry("SeverityLevel", "info"), Map.entry("Computer", "gate"),
                Map.entry("HostName", "gate"),
                Map.entry("HostIP", "192.0.2.7"), Map.entry("ProcessName", "sshd"),
                Map.entry("ProcessID", 9L), Map.entry("SyslogMessage", "Accepted key"),
                Map.entry("SourceSystem", "Linux"), Map.entry("CollectorHostName", "collector")));
    }

    @Test
    void aCefEventIsARowOfCommonSecurityLog() {
        SyslogRow row = row(
                "<134>Mar  1 11:59:58 fw CEF:0|Acme|Fire\\|wall|1.0|100|Drop|7|src=192.0.2.1 spt=4711 "
                        + "msg=a\\=b c\\\\d dpt=none cs1=x y cs1Label=Rule act= in=12 custom.key=kept "
                        + "start=Mar 01 2026 11:59:00 rt=1772366340000");

        assertThat(row.table()).isEqualTo("CommonSecurityLog");
        assertThat(row.values()).containsAllEntriesOf(Map.ofEntries(Map.entry("DeviceVendor", "Acme"),
                Map.entry("DeviceProduct", "Fire|wall"), Map.entry("DeviceVersion", "1.0"),
                Map.entry("DeviceEventClassID", "100"), Map.entry("Activity", "Drop"),
                Map.entry("LogSeverity", "7"), Map.entry("SourceIP", "192.0.2.1"),
                Map.entry("SourcePort", 4711L), Map.entry("Message", "a=b c\\d"),
                Map.entry("DeviceCustomString1", "x y"), Map.entry("DeviceCustomString1Label", "Rule"),
                Map.entry("ReceivedBytes", 12L), Map.entry("StartTime", "2026-03-01T11:59:00Z"),
                Map.entry("AdditionalExtensions", "dpt=none;custom.key=kept"), Map.entry("Computer", "fw"),
                Map.entry("TimeGenerated", "2026-03-01T11:59:00Z")));
    }

    @Test
    void anEventWithoutExtensionIsOneToo() {
        assertThat(row("CEF:0|Acme|Wall|1|100|Drop|7").values()).containsEntry("Activity", "Drop");
        assertThat(row("CEF:0|Acme|Wall|1|100").table()).isEqualTo("Syslog");
    }

    @ParameterizedTest
    @CsvSource({"2026-02-27T13:00:00Z, 2026-02-27T13:00:00Z", "2026-02-27T11:00:00Z, 2026-03-01T12:00:00Z",
            "2026-03-02T11:00:00Z, 2026-03-02T11:00:00Z", "2026-03-02T13:00:00Z, 2026-03-01T12:00:00Z"})
    void aTimeFarFromTheReceptionIsNotBelieved(String told, String stored) {
        SyslogRow row = row("<38>1 " + told + " gate app - - - x");

        assertThat(row.values()).containsEntry("TimeGenerated", stored).containsEntry("EventTime", told);
    }

    @Test
    void aTimeFromAFileIsBelievedHoweverFarAway() {
        SyslogMessage message = new SyslogParser(ZoneOffset.UTC).parse(
                "Aug  3 10:49:35 waf CEF:0|Acme|Wall|1|100|Drop|7|rt=1659523775038"
                        .getBytes(StandardCharsets.UTF_8),
                RECEIVED);

        assertThat(SyslogRow.of(message, new Reception(RECEIVED, "", "file", false)).values())
                .containsEntry("TimeGenerated", "2022-08-03T10:49:35.038Z");
    }

    private static SyslogRow row(String line) {
        SyslogMessage message = new SyslogParser(ZoneOffset.UTC)
                .parse(line.getBytes(StandardCharsets.UTF_8), RECEIVED);
        return SyslogRow.of(message, new Reception(RECEIVED, "192.0.2.7", "collector", true));
    }
}
