package io.holdfast.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogParserTest {

    private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:30Z");

    @Test
    void theExampleOfRfc5424IsRead() {
        SyslogMessage message = parse("<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
                + "[exampleSDID@32473 iut=\"3\" eventSource=\"App\\]lication\"][x] \ufeffAn application event");

        assertThat(message.facilityName()).isEqualTo("local4");
        assertThat(message.severityName()).isEqualTo("notice");
        assertThat(message.time()).contains(Instant.parse("2003-10-11T22:14:15.003Z"));
        assertThat(message.host()).contains("mymachine.example.com");
        assertThat(message.process()).contains("evntslog");
        assertThat(message.processId()).isEmpty();
        assertThat(message.structuredData())
                .contains("[exampleSDID@32473 iut=\"3\" eventSource=\"App\\]lication\"][x]");
        assertThat(message.text()).isEqualTo("An application event");
    }

    @Test
    void absentFieldsOfRfc5424AreEmpty() {
        assertThat(parse("<0>1 - - - - - -")).isEqualTo(new SyslogMessage(0, 0, Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), ""));
    }

    @Test
    void theExampleOfRfc3164IsRead() {
        SyslogMessage message = parse("<34>Oct 11 22:14:15 mymachine su[17]: 'su root' failed\n");

        assertThat(message.facilityName()).isEqualTo("auth");
        assertThat(message.severityName()).isEqualTo("crit");
        assertThat(message.time()).contains(Instant.parse("2025-10-11T22:14:15Z"));
        assertThat(message.host()).contains("mymachine");
        assertThat(message.process()).contains("su");
        assertThat(message.processId()).contains("17");
        assertThat(message.text()).isEqualTo("'su root' failed");
    }

    @ParameterizedTest
    @CsvSource({"Dec 31 23:59:59, 2025-12-31T23:59:59Z", "Jan  1 00:00:10, 2026-01-01T00:00:10Z",
            "Jan 01 12:00:00, 2026-01-01T12:00:00Z", "Jan  3 00:00:00, 2025-01-03T00:00:00Z",
            "May  1 2024 10:00:00, 2024-05-01T10:00:00Z", "Dec 31 23:59:59.25, 2025-12-31T23:59:59.250Z"})
    void aTimeWithoutAYearIsTheNearestThatIsNotAhead(String written, Instant meant) {
        assertThat(parse("<13>" + written + " host app: x").time()).contains(meant);
    }

    @Test
    void aTimeWithoutAZoneIsInTheZoneOfTheSenders() {
        SyslogMessage message = new SyslogParser(ZoneId.of("Europe/Berlin"))
                .parse("<13>Dec 31 23:59:59 host app: x".getBytes(StandardCharsets.UTF_8), RECEIVED);

        assertThat(message.time()).contains(Instant.parse("2025-12-31T22:59:59Z"));
    }

    @Test
    void isoTimesAndLeftOutHostsAreRead() {
        SyslogMessage forwarded = parse("<38>2025-12-31T10:00:00.5+01:00 gate sshd[9]: Accepted");
        SyslogMessage firewall = parse("<166>Dec 31 2025 10:00:00: %ASA-6-302013: Built");

        assertThat(forwarded.time()).contains(Instant.parse("2025-12-31T09:00:00.500Z"));
        assertThat(forwarded.process()).contains("sshd");
        assertThat(firewall.time()).contains(Instant.parse("2025-12-31T10:00:00Z"));
        assertThat(firewall.host()).isEmpty();
        assertThat(firewall.process()).contains("%ASA-6-302013");
        assertThat(firewall.text()).isEqualTo("Built");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no priority at all", "<192>too high", "<>empty", "<1x>odd", ""})
    void whatHasNoPriorityIsTextOfTheUser(String line) {
        SyslogMessage message = parse(line);

        assertThat(message.facilityName()).isEqualTo("user");
        assertThat(message.severityName()).isEqualTo("notice");
        assertThat(message.text()).isEqualTo(line);
    }

    @Test
    void aMonthThatIsNoneLeavesTheTextWhole() {
        assertThat(parse("<13>Foo 31 10:00:00 host app: x").text()).isEqualTo("Foo 31 10:00:00 host app: x");
    }

    private static SyslogMessage parse(String line) {
        return new SyslogParser(ZoneOffset.UTC).parse(line.getBytes(StandardCharsets.UTF_8), RECEIVED);
    }
}
