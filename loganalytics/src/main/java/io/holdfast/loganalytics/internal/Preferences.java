package io.holdfast.loganalytics.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the header `Prefer` of a query asks for; what is not understood is not heeded, as RFC 7240 has it.
///
/// @param longestWait longest time of execution, 1 s to 10 min
/// @param statistics whether the answer tells what the query took
/// @param render whether the answer says how to draw the result
/// @param dataSources whether it names the tables that were read
public record Preferences(Duration longestWait, boolean statistics, boolean render,
        boolean dataSources) {

    private static final Duration DEFAULT_WAIT = Duration.ofMinutes(3);
    private static final Duration MAX_WAIT = Duration.ofMinutes(10);
    private static final Pattern WAIT = Pattern.compile("wait=(\\d{1,6})");

    /// Reads the header; the empty text asks for nothing.
    public static Preferences parse(String header) {
        List<String> wishes = Arrays.stream(header.toLowerCase(Locale.ROOT).split("[,;]")).map(String::strip)
                .toList();
        Duration wait = wishes.stream().map(WAIT::matcher).filter(Matcher::matches)
                .map(match -> Duration.ofSeconds(Long.parseLong(match.group(1)))).findFirst()
                .orElse(DEFAULT_WAIT);
        Duration bounded = wait.isZero()
                ? Duration.ofSeconds(1)
                : wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
        return new Preferences(bounded, wishes.contains("include-statistics=true"),
                wishes.contains("include-render=true"), wishes.contains("include-datasources=true"));
    }
}
