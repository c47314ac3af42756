package io.holdfast.rulefiles;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// A rule of a file, as the API of alert rules takes it.
///
/// @param id the rule's own, which is its name in the API
/// @param name for people, possibly empty
/// @param body of the call that writes it; the caller's to change
/// @param leftOut members of the file that no rule has, by their names
/// @param places where its members stand
public record AlertRule(String id, String name, ObjectNode body, List<String> leftOut, Places places) {

    private static final Pattern MEMBER = Pattern.compile("'properties\\.(\\w+)");
    private static final Pattern QUERY_PLACE = Pattern.compile("\\bline (\\d{1,6}), column \\d");

    /// Copies the names.
    public AlertRule {
        leftOut = List.copyOf(leftOut);
    }

    /// Where the members of a rule stand in its file.
    ///
    /// @param lines by the names of the API, from 1
    /// @param queryLine of the first line of the query, where the file keeps its lines
    public record Places(int line, Map<String, Integer> lines, Optional<Integer> queryLine) {

        /// Copies the lines.
        public Places {
            lines = Map.copyOf(lines);
        }
    }

    /// The line of the file that an error of the API is about: that of the member it names, or that of the place in the
    /// query; else where the rule begins.
    public int lineOf(String error) {
        Matcher member = MEMBER.matcher(error);
        if (member.find()) {
            return places.lines().getOrDefault(member.group(1), places.line());
        }
        Matcher place = QUERY_PLACE.matcher(error);
        if (place.find()) {
            return places.queryLine().map(first -> first + Integer.parseInt(place.group(1)) - 1)
                    .orElse(places.lines().getOrDefault("query", places.line()));
        }
        return places.line();
    }
}
