package io.holdfast.syslog;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads syslog messages: RFC 5424, and RFC 3164 as devices write it (with ISO 8601 times, years, no host).
///
/// It never fails: what has no priority, or no header that can be told, is text of the user facility with
/// severity notice, as RFC 3164 section 4.3.3 has it. Immutable and thread-safe.
public final class SyslogParser {

    private static final int USER_NOTICE = 13;
    private static final int MAX_PRIORITY = 191;
    private static final Pattern PRIORITY = Pattern.compile("<(\\d{1,3})>");
    private static final Pattern HEADER_5424 = Pattern.compile("1 (\\S+) (\\S+) (\\S+) (\\S+) (\\S+) ");
    private static final Pattern TIME_3164 = Pattern
            .compile(
                    "\\*?([A-Z][a-z]{2}) +(\\d{1,2}) (?:(\\d{4}) )?(\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)[: ] *");
    private static final Pattern TIME_ISO = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}T\\S+) +");
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9_.:-]*[A-Za-z0-9_-]) +");
    private static final Pattern TAG = Pattern
            .compile("([^\\s:\\[\\]]{1,128})(?:\\[([^\\]\\s]{1,64})\\])?: ?");
    private static final DateTimeFormatter DAY = new DateTimeFormatterBuilder().parseCaseInsensitive()
            .appendPattern("uuuu MMM d HH:mm:ss").optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true).optionalEnd().toFormatter(Locale.ROOT);
    private static final Duration AHEAD = Duration.ofDays(1);

    private final ZoneId zone;

    /// @param zone of senders whose times name none
    public SyslogParser(ZoneId zone) {
        this.zone = zone;
    }

    /// Reads a message.
    ///
    /// @param bytes one message without its framing; UTF-8, what is none of it replaced
    /// @param received tells the year where the sender does not
    public SyslogMessage parse(byte[] bytes, Instant received) {
        String line = trimmed(new String(bytes, StandardCharsets.UTF_8));
        Matcher priority = PRIORITY.matcher(line);
        if (!priority.lookingAt() || Integer.parseInt(priority.group(1)) > MAX_PRIORITY) {
            return headless(USER_NOTICE, line);
        }
        int value = Integer.parseInt(priority.group(1));
        String rest = line.substring(priority.end());
        Matcher header = HEADER_5424.matcher(rest);
        return header.lookingAt()
                ? rfc5424(value, header, rest.substring(header.end()))
                : rfc3164(value, rest, received);
    }

    private static String trimmed(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r'
                || line.charAt(end - 1) == '\0')) {
            end--;
        }
        return line.substring(0, end);
    }

    private static SyslogMessage headless(int priority, String text) {
        return new SyslogMessage(priority / 8, priority % 8, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), text);
    }

    private static SyslogMessage rfc5424(int priority, Matcher header, String rest) {
        int end = structuredDataEnd(rest);
        String data = rest.substring(0, end);
        String text = rest.substring(end).stripLeading();
        if (!text.isEmpty() && text.charAt(0) == '\ufeff') {
            text = text.substring(1);
        }
        return new SyslogMessage(priority / 8, priority % 8,
                told(header.group(1)).flatMap(SyslogParser::isoTime), told(header.group(2)),
                told(header.group(3)), told(header.group(4)),
                told(data).filter(present -> !present.isEmpty()), text);
    }

    /// Where the structured data ends: after `-`, or after the last `]` of its elements; 0 if there is none.
    private static int structuredDataEnd(String rest) {
        if (rest.startsWith("-")) {
            return 1;
        }
        int end = 0;
        while (end < rest.length() && rest.charAt(end) == '[') {
            int close = elementEnd(rest, end);
            if (close < 0) {
                return 0;
            }
            end = close + 1;
        }
        return end;
    }

    private static int elementEnd(String rest, int start) {
        boolean quoted = false;
        for (int i = start + 1; i < rest.length(); i++) {
            switch (rest.charAt(i)) {
                case '\\' -> i += quoted ? 1 : 0;
                case '"' -> quoted = !quoted;
                case ']' -> {
                    if (!quoted) {
                        return i;
                    }
                }
                default -> {
                }
            }
        }
        return -1;
    }

    private static Optional<String> told(String field) {
        return field.equals("-") ? Optional.empty() : Optional.of(field);
    }

    private SyslogMessage rfc3164(int priority, String rest, Instant received) {
        Matcher day = TIME_3164.matcher(rest);
        Matcher iso = TIME_ISO.matcher(rest);
        Optional<Instant> time = Optional.empty();
        String after = rest;
        if (day.lookingAt()) {
            time = dayTime(day, received);
            after = time.isPresent() ? rest.substring(day.end()) : rest;
        } else if (iso.lookingAt()) {
            time = isoTime(iso.group(1));
            after = time.isPresent() ? rest.substring(iso.end()) : rest;
        }
        if (time.isEmpty()) {
            return tagged(priority, Optional.empty(), Optional.empty(), after);
        }
        // Some devices leave the host out: then a tag follows at once.
        Matcher host = HOST.matcher(after);
        return host.lookingAt()
                ? tagged(priority, time, Optional.of(host.group(1)), after.substring(host.end()))
                : tagged(priority, time, Optional.empty(), after);
    }

    private static SyslogMessage tagged(int priority, Optional<Instant> time, Optional<String> host,
            String rest) {
        Matcher tag = TAG.matcher(rest);
        boolean found = tag.lookingAt() && (time.isPresent() || tag.group(2) != null);
        return new SyslogMessage(priority / 8, priority % 8, time, host,
                found ? Optional.of(tag.group(1)) : Optional.empty(),
                found ? Optional.ofNullable(tag.group(2)) : Optional.empty(), Optional.empty(),
                found ? rest.substring(tag.end()) : rest);
    }

    private static Optional<Instant> isoTime(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// With the year that puts it nearest to the reception, at most a day after it.
    private Optional<Instant> dayTime(Matcher time, Instant received) {
        int year = received.atZone(zone).getYear();
        try {
            if (time.group(3) != null) {
                return Optional.of(at(time.group(3), time));
            }
            Instant latest = received.plus(AHEAD);
            for (int candidate = year + 1; candidate > year - 2; candidate--) {
                Optional<Instant> found = existing(String.valueOf(candidate), time);
                if (found.filter(instant -> !instant.isAfter(latest)).isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// Empty for 29 February of another year.
    private Optional<Instant> existing(String year, Matcher time) {
        try {
            return Optional.of(at(year, time));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Instant at(String year, Matcher time) {
        return LocalDateTime
                .parse(year + " " + time.group(1) + " " + time.group(2) + " " + time.group(4), DAY)
                .atZone(zone).toInstant();
    }
}
