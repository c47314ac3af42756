package io.holdfast.rulefiles;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as rule files have them (`5m`, `1h`, `14d`, `PT1H`, `1.00:00:00`), as the API takes them. Pure functions.
final class RuleDurations {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*([smhdw])");
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,3})\\.)?(\\d{1,2}):(\\d{2}):(\\d{2})");
    private static final int DAYS_OF_WEEK = 7;

    private RuleDurations() {}

    /// As ISO 8601; what is no duration stays as it is, for the API to refuse.
    static String iso(String text) {
        Matcher brief = SHORT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (brief.matches()) {
            String number = brief.group(1);
            return switch (brief.group(2)) {
                case "d" -> "P" + number + "D";
                case "w" -> "P" + Long.parseLong(number) * DAYS_OF_WEEK + "D";
                default -> "PT" + number + brief.group(2).toUpperCase(Locale.ROOT);
            };
        }
        Matcher clock = CLOCK.matcher(text.strip());
        if (clock.matches()) {
            return "P" + (clock.group(1) == null ? "" : clock.group(1) + "D") + "T" + clock.group(2) + "H"
                    + clock.group(3) + "M" + clock.group(4) + "S";
        }
        return text.strip();
    }
}
