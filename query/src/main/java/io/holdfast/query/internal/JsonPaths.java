package io.holdfast.query.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Paths into json values: `$.a['b'][0]`. A key that does not begin as one is a single member's name.
final class JsonPaths {
    private static final int MOST_STEPS = 100;
    private static final Pattern STEP = Pattern
            .compile("\\.([^.\\[\\]]+)|\\[(-?\\d{1,9})\\]|\\['([^']*)'\\]|\\[\"([^\"]*)\"\\]");

    private JsonPaths() {}

    /// A step: to a member of a name, or to an element.
    private record Step(@Nullable String name, int index) {
        @Nullable
        JsonNode from(JsonNode node) {
            return name != null ? node.get(name) : node.get(index < 0 ? node.size() + index : index);
        }
    }

    /// Returns the steps of a key; empty if it is no valid path.
    private static List<Step> steps(String key) {
        if (!key.startsWith("$.") && !key.startsWith("$[")) {
            return List.of(new Step(key, 0));
        }
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(key);
        int at = 1;
        while (at < key.length() && steps.size() < MOST_STEPS) {
            if (!matcher.find(at) || matcher.start() != at) {
                return List.of();
            }
            steps.add(matcher.group(2) != null
                    ? new Step(null, Integer.parseInt(matcher.group(2)))
                    : new Step(name(matcher), 0));
            at = matcher.end();
        }
        return steps;
    }

    private static String name(Matcher matcher) {
        return matcher.group(1) != null
                ? matcher.group(1)
                : matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
    }

    /// Returns the value at a path, or null if there is none.
    static @Nullable JsonNode find(JsonNode root, String key) {
        if (key.equals("$")) {
            return root;
        }
        List<Step> steps = steps(key);
        JsonNode node = steps.isEmpty() ? null : root;
        for (Step step : steps) {
            node = node == null ? null : step.from(node);
        }
        return node;
    }

    static boolean has(ObjectNode bag, String key) {
        return find(bag, key) != null;
    }

    /// Puts a value at a path whose last but one step is there or can be made.
    static void set(ObjectNode bag, String key, JsonNode value) {
        List<Step> steps = steps(key);
        JsonNode node = steps.isEmpty() ? null : bag;
        for (int index = 0; node != null && index < steps.size() - 1; index++) {
            JsonNode next = steps.get(index).from(node);
            String name = steps.get(index).name();
            node = next == null && name != null && node instanceof ObjectNode parent
                    ? parent.putObject(name)
                    : next;
        }
        if (node == null) {
            return;
        }
        Step last = steps.getLast();
        if (last.name() != null && node instanceof ObjectNode parent) {
            // A member that is there moves to the end, as in the mirrored system.
            parent.remove(last.name());
            parent.set(last.name(), value);
        } else if (last.name() == null && node instanceof ArrayNode array && last.index() >= 0
                && last.index() < array.size()) {
            array.set(last.index(), value);
        }
    }

    static void remove(ObjectNode bag, String key) {
        List<Step> steps = steps(key);
        JsonNode node = steps.isEmpty() ? null : bag;
        for (int index = 0; node != null && index < steps.size() - 1; index++) {
            node = steps.get(index).from(node);
        }
        if (node instanceof ObjectNode parent && steps.getLast().name() != null) {
            parent.remove(steps.getLast().name());
        }
    }
}
