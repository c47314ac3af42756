package io.holdfast.externaldata;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// A path into a JSON record: `$`, then `.name`, `['name']` or `[0]`.
final class JsonPath {

    private static final Pattern STEP = Pattern
            .compile("\\.([^.\\[\\]]+)|\\['([^']*)'\\]|\\[\"([^\"]*)\"\\]|\\[([0-9]{1,9})\\]");

    // Names of members, and indexes of elements.
    private final List<Object> steps;

    private JsonPath(List<Object> steps) {
        this.steps = steps;
    }

    static JsonPath member(String name) {
        return new JsonPath(List.of(name));
    }

    /// @throws ReadFailure if the text is no such path
    static JsonPath parse(String text) {
        List<Object> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int end = text.startsWith("$") ? 1 : text.length() + 1;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                end = text.length() + 1;
            } else {
                steps.add(step(matcher));
                end = matcher.end();
            }
        }
        if (end > text.length()) {
            throw new ReadFailure(
                    "a Path of the ingestionMapping is not read, only $, .name, ['name'] and [0]");
        }
        return new JsonPath(steps);
    }

    private static Object step(Matcher matcher) {
        for (int group = 1; group < matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return Integer.valueOf(matcher.group(matcher.groupCount()));
    }

    /// What the path leads to; a missing node if nothing.
    JsonNode find(JsonNode record) {
        JsonNode at = record;
        for (Object step : steps) {
            at = step instanceof Integer index ? at.path(index) : at.path(step.toString());
        }
        return at;
    }
}
