package io.holdfast.query.internal;

import io.holdfast.kql.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The capturing groups of a constant RE2 pattern.
final class RegexGroups {
    /// An escape, a class of characters, or an opening parenthesis with its name if it has one.
    private static final Pattern PART = Pattern
            .compile("\\\\.|\\[\\^?\\]?(?:\\\\.|[^\\]\\\\])*\\]|\\((?:\\?P?<([^>]*)>|\\?)?");
    /// A pattern with more groups is searched for the first ones only.
    private static final int MOST_GROUPS = 32;

    private RegexGroups() {}

    /// Returns the numbers of the groups to extract: those asked for, else all; of a pattern without groups,
    /// or one that is no constant, the whole match.
    static List<Integer> wanted(Scalar pattern, Scalar asked) {
        String regex = ScalarTemplates.textLiteral(pattern);
        List<String> names = regex == null ? List.of() : names(regex);
        String json = ScalarTemplates.textLiteral(asked);
        Optional<ArrayNode> array = json == null ? Optional.empty() : Json.array(json);
        List<Integer> groups = new ArrayList<>();
        if (array.isPresent()) {
            for (JsonNode node : array.get()) {
                int group = node.isNumber() ? node.intValue() : names.indexOf(Json.asText(node)) + 1;
                groups.add(Math.max(0, Math.min(group, MOST_GROUPS)));
            }
        } else {
            for (int group = 1; group <= Math.min(names.size(), MOST_GROUPS); group++) {
                groups.add(group);
            }
        }
        return groups.isEmpty() ? List.of(names.isEmpty() ? 0 : 1) : groups;
    }

    /// Returns the number of the groups of a constant pattern, 0 for any other.
    static int count(Scalar pattern) {
        String regex = ScalarTemplates.textLiteral(pattern);
        return regex == null ? 0 : names(regex).size();
    }

    private static List<String> names(String regex) {
        List<String> names = new ArrayList<>();
        Matcher matcher = PART.matcher(regex);
        while (matcher.find()) {
            if (matcher.group().equals("(")) {
                names.add("");
            } else if (matcher.group(1) != null) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }
}
