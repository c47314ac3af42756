package io.holdfast.syslog;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The row that a syslog message becomes: of CommonSecurityLog if it carries a CEF event, else of Syslog.
///
/// `TimeGenerated` is the sender's time where that is at most [#OLDEST] before and [#NEWEST] after a live
/// reception, else the time of reception.
///
/// @param table `CommonSecurityLog` or `Syslog`
/// @param values by column: text (times as ISO 8601), Long or Double
public record SyslogRow(String table, Map<String, Object> values) {

    /// An older time is not believed.
    public static final Duration OLDEST = Duration.ofDays(2);
    /// Nor one further ahead.
    public static final Duration NEWEST = Duration.ofDays(1);

    private static final String CEF = "CommonSecurityLog";
    private static final String SYSLOG = "Syslog";

    /// Where a message came from.
    ///
    /// @param received when it arrived
    /// @param address of the sender
    /// @param collector the name of the machine that took it
    /// @param live whether it came as it happened; if not, such as from a file, the sender's time counts
    ///     however far away it is
    public record Reception(Instant received, String address, String collector, boolean live) {}

    /// The row of a message.
    public static SyslogRow of(SyslogMessage message, Reception reception) {
        // The tag of a CEF message is its first word.
        String whole = message.process().map(tag -> tag + ":").orElse("") + message.text();
        return CefEvent.find(whole).map(event -> cef(event, message, reception))
                .orElseGet(() -> plain(message, reception));
    }

    private static SyslogRow cef(CefEvent event, SyslogMessage message, Reception reception) {
        Map<String, Object> row = new LinkedHashMap<>(CefColumns.of(event));
        Optional<Instant> receipt = Optional.ofNullable(event.extension().get("rt")).flatMap(CefTimes::parse);
        row.put("TimeGenerated", believed(receipt.or(message::time), reception).toString());
        message.host().ifPresent(host -> row.put("Computer", host));
        row.put("CollectorHostName", reception.collector());
        return new SyslogRow(CEF, row);
    }

    private static SyslogRow plain(SyslogMessage message, Reception reception) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("TimeGenerated", believed(message.time(), reception).toString());
        message.time().ifPresent(time -> row.put("EventTime", time.toString()));
        row.put("Facility", message.facilityName());
        row.put("SeverityLevel", message.severityName());
        row.put("Computer", message.host().orElse(reception.address()));
        row.put("HostName", message.host().orElse(reception.address()));
        row.put("HostIP", reception.address());
        message.process().ifPresent(process -> row.put("ProcessName", process));
        Optional<Long> processId = message.processId().filter(id -> id.matches("\\d{1,9}"))
                .map(Long::valueOf);
        processId.ifPresent(id -> row.put("ProcessID", id));
        row.put("SyslogMessage",
                message.structuredData().map(data -> data + " ").orElse("") + message.text());
        row.put("SourceSystem", "Linux");
        row.put("CollectorHostName", reception.collector());
        return new SyslogRow(SYSLOG, row);
    }

    private static Instant believed(Optional<Instant> told, Reception reception) {
        Instant now = reception.received();
        return told.filter(time -> !reception.live() || isNear(time, now))
                .orElse(now);
    }

    private static boolean isNear(Instant time, Instant now) {
        return !time.isBefore(now.minus(OLDEST)) && !time.isAfter(now.plus(NEWEST));
    }
}
