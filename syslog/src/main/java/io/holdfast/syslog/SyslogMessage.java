package io.holdfast.syslog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One syslog message, whichever of the two formats it came in.
///
/// @param facility 0 to 23; see [#facilityName]
/// @param severity 0 (emergency) to 7 (debug)
/// @param time as the sender has it
/// @param host as the sender names itself
/// @param process the application's name, or the tag's
/// @param processId a number or any text, as sent
/// @param structuredData as sent, with its brackets; only in RFC 5424
/// @param text the message itself
public record SyslogMessage(int facility, int severity, Optional<Instant> time, Optional<String> host,
        Optional<String> process, Optional<String> processId, Optional<String> structuredData, String text) {

    /// Facilities by number. Source: RFC 5424 section 6.2.1, the names as rsyslog and the mirrored system
    /// write them.
    private static final List<String> FACILITIES = List.of("kern", "user", "mail", "daemon", "auth", "syslog",
            "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit", "alert", "clock", "local0",
            "local1", "local2", "local3", "local4", "local5", "local6", "local7");
    private static final List<String> SEVERITIES = List.of("emerg", "alert", "crit", "err", "warning",
            "notice", "info", "debug");

    /// Such as `authpriv`.
    public String facilityName() {
        return FACILITIES.get(facility);
    }

    /// Such as `warning`.
    public String severityName() {
        return SEVERITIES.get(severity);
    }
}
