package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.STRING;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Functions that rearrange arrays and bags.
final class ArrayFunctions {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("array_sort", DYNAMIC,
                    a -> sort((String) a[0], (Boolean) a[1], (Boolean) a[2]), DYNAMIC, BOOL, BOOL),
            JavaFunction.of("array_rotate_left", DYNAMIC, a -> rotate(a[0], (Long) a[1]), DYNAMIC, LONG),
            JavaFunction.of("array_rotate_right", DYNAMIC, a -> rotate(a[0], -(Long) a[1]), DYNAMIC, LONG),
            JavaFunction.optional("array_shift_left", DYNAMIC, 2, a -> shift(a[0], (Long) a[1], a[2]),
                    DYNAMIC, LONG, DYNAMIC),
            JavaFunction.optional("array_shift_right", DYNAMIC, 2, a -> shift(a[0], -(Long) a[1], a[2]),
                    DYNAMIC, LONG, DYNAMIC),
            JavaFunction.of("array_split", DYNAMIC, a -> split(a[0], (String) a[1]), DYNAMIC, DYNAMIC),
            JavaFunction.optional("array_iff", DYNAMIC, 1, a -> choose(a[0], a[1], a[2]), DYNAMIC, DYNAMIC,
                    DYNAMIC),
            JavaFunction.variadic("zip", DYNAMIC, a -> zip(a[0])),
            JavaFunction.of("bag_zip", DYNAMIC, a -> bagZip(a[0], (String) a[1]), DYNAMIC, DYNAMIC),
            JavaFunction.optional("bag_set_key", DYNAMIC, 2,
                    a -> setKey(a[0], (String) a[1], a[2]), DYNAMIC, STRING, DYNAMIC),
            JavaFunction.of("treepath", DYNAMIC, a -> treePath((String) a[0]), DYNAMIC),
            JavaFunction.of("dynamic_to_json", STRING, a -> canonical((String) a[0]), DYNAMIC),
            JavaFunction.variadic("make_string", STRING, a -> makeString(a[0])),
            JavaFunction.of("codepoints", DYNAMIC, a -> codePoints((String) a[0]), STRING));

    /// Most elements that a function adds to an array.
    private static final int MOST_ADDED = 1_048_576;
    /// Deepest value whose paths are listed.
    private static final int MOST_LEVELS = 100;

    private ArrayFunctions() {}

    /// Orders numbers and bools by value, then texts by code units, then arrays and bags by their form.
    static final Comparator<JsonNode> ORDER = (left, right) -> {
        int rank = Integer.compare(rank(left), rank(right));
        return rank != 0 ? rank : compareAlike(left, right);
    };

    private static int rank(JsonNode node) {
        return node.isNumber() || node.isBoolean() ? 0 : node.isString() ? 1 : 2;
    }

    private static int compareAlike(JsonNode left, JsonNode right) {
        if (left.isIntegralNumber() && right.isIntegralNumber()) {
            return left.bigIntegerValue().compareTo(right.bigIntegerValue());
        }
        return rank(left) == 0
                ? Double.compare(Json.number(left), Json.number(right))
                : Json.asText(left).compareTo(Json.asText(right));
    }

    /// Sorts the first of several arrays and the others along with it; null for those of another size.
    private static @Nullable String sort(String arrays, boolean ascending, boolean nullsLast) {
        List<JsonNode> all = Json.array(arrays).orElseThrow().valueStream().toList();
        ArrayNode result = Json.newArray();
        if (!(all.getFirst() instanceof ArrayNode first)) {
            all.forEach(_ -> result.addNull());
            return Json.write(result);
        }
        Comparator<JsonNode> values = (left, right) -> {
            int rank = Integer.compare(rank(left), rank(right));
            return rank != 0 ? rank : ascending ? compareAlike(left, right) : compareAlike(right, left);
        };
        Comparator<Integer> order = Comparator
                .comparing((Integer index) -> first.get(index).isNull() == nullsLast)
                .thenComparing(first::get,
                        (left, right) -> left.isNull() && right.isNull() ? 0 : values.compare(left, right));
        List<Integer> positions = IntStream.range(0, first.size()).boxed().sorted(order).toList();
        for (JsonNode array : all) {
            if (array.isArray() && array.size() == first.size()) {
                ArrayNode sorted = result.addArray();
                positions.forEach(position -> sorted.add(array.get(position)));
            } else {
                result.addNull();
            }
        }
        return Json.write(result);
    }

    private static @Nullable String rotate(Object json, long places) {
        return Json.array(json).map(array -> {
            ArrayNode result = Json.newArray();
            for (int index = 0; index < array.size(); index++) {
                result.add(array.get((int) Math.floorMod(index + places % array.size(),
                        (long) array.size())));
            }
            return Json.write(result);
        }).orElse(null);
    }

    private static @Nullable String shift(Object json, long places, @Nullable Object fill) {
        ArrayNode array = Json.array(json).orElse(null);
        if (array == null) {
            return null;
        }
        JsonNode filler = Json.orNull(fill);
        ArrayNode result = Json.newArray();
        long bounded = Math.max(-array.size(), Math.min(array.size(), places));
        for (long index = bounded; index < array.size() + bounded; index++) {
            result.add(index < 0 || index >= array.size() ? filler : array.get((int) index));
        }
        return Json.write(result);
    }

    /// Cuts an array before each of the positions, negative ones from the end.
    private static @Nullable String split(Object json, String positions) {
        ArrayNode array = Json.array(json).orElse(null);
        JsonNode cuts = Json.parse(positions).orElse(null);
        if (array == null || cuts == null) {
            return null;
        }
        ArrayNode result = Json.newArray();
        int start = 0;
        for (JsonNode cut : cuts.isArray() ? cuts : Json.newArray().add(cuts)) {
            double position = Json.number(cut);
            double end = position < 0 ? array.size() + position : position;
            int bounded = (int) Math.max(start, Math.min(array.size(), end));
            result.add(part(array, start, bounded));
            start = bounded;
        }
        return Json.write(result.add(part(array, start, array.size())));
    }

    private static ArrayNode part(ArrayNode array, int start, int end) {
        ArrayNode part = Json.newArray();
        for (int index = start; index < end; index++) {
            part.add(array.get(index));
        }
        return part;
    }

    private static @Nullable String choose(Object conditions, @Nullable Object yes, @Nullable Object no) {
        ArrayNode array = Json.array(conditions).orElse(null);
        if (array == null) {
            return null;
        }
        JsonNode whenTrue = Json.orNull(yes);
        JsonNode whenFalse = Json.orNull(no);
        ArrayNode result = Json.newArray();
        for (int index = 0; index < array.size(); index++) {
            JsonNode condition = array.get(index);
            if (!condition.isBoolean() && !condition.isNumber()) {
                result.addNull();
                continue;
            }
            JsonNode chosen = Json.number(condition) != 0 ? whenTrue : whenFalse;
            result.add(chosen.isArray() ? Json.at(chosen, index) : chosen);
        }
        return Json.write(result);
    }

    private static @Nullable String zip(Object arrays) {
        ArrayNode all = Json.array(arrays).orElseThrow();
        if (!all.valueStream().allMatch(JsonNode::isArray)) {
            return null;
        }
        ArrayNode result = Json.newArray();
        int size = all.valueStream().mapToInt(JsonNode::size).max().orElse(0);
        for (int index = 0; index < size; index++) {
            ArrayNode tuple = result.addArray();
            for (JsonNode array : all) {
                tuple.add(Json.at(array, index));
            }
        }
        return Json.write(result);
    }

    /// Pairs keys with values: keys that are no texts are left out with their values.
    private static @Nullable String bagZip(Object keys, String values) {
        ArrayNode names = Json.array(keys).orElse(null);
        JsonNode array = Json.parse(values).orElse(null);
        if (names == null || array == null) {
            return null;
        }
        ObjectNode bag = Json.newBag();
        for (int index = 0; index < names.size(); index++) {
            if (names.get(index).isString()) {
                bag.set(names.get(index).asString(), Json.at(array, index));
            }
        }
        return Json.write(bag);
    }

    private static @Nullable String setKey(Object json, String key, @Nullable Object value) {
        return Json.bag(json).map(bag -> {
            JsonPaths.set(bag, key, Json.orNull(value));
            return Json.write(bag);
        }).orElse(null);
    }

    private static @Nullable String treePath(String json) {
        ArrayNode paths = Json.newArray();
        Json.parse(json).filter(JsonNode::isContainer).ifPresent(node -> addPaths(node, "", paths, 0));
        return paths.isEmpty() ? null : Json.write(paths);
    }

    private static void addPaths(JsonNode node, String path, ArrayNode paths, int level) {
        if (level == MOST_LEVELS || paths.size() >= MOST_ADDED) {
            return;
        }
        if (node.isArray()) {
            paths.add(path + "[0]");
            if (!node.isEmpty() && node.get(0).isContainer()) {
                addPaths(node.get(0), path + "[0]", paths, level + 1);
            }
            return;
        }
        for (var member : node.properties()) {
            String step = path + "['" + member.getKey() + "']";
            paths.add(step);
            if (member.getValue().isContainer()) {
                addPaths(member.getValue(), step, paths, level + 1);
            }
        }
    }

    /// Writes a value with the members of its bags in the order of their names.
    private static String canonical(String json) {
        return Json.parse(json).map(node -> Objects.requireNonNullElse(Json.write(sorted(node)), ""))
                .orElse("");
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            ArrayNode result = Json.newArray();
            node.forEach(element -> result.add(sorted(element)));
            return result;
        }
        if (!node.isObject()) {
            return node;
        }
        TreeMap<String, JsonNode> members = new TreeMap<>();
        node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
        return Json.newBag().setAll(members);
    }

    private static String makeString(Object values) {
        List<JsonNode> flat = new ArrayList<>();
        for (JsonNode value : Json.array(values).orElseThrow()) {
            if (value.isArray()) {
                value.forEach(flat::add);
            } else {
                flat.add(value);
            }
        }
        StringBuilder out = new StringBuilder();
        for (JsonNode value : flat) {
            if (value.isNumber() && Character.isValidCodePoint((int) Json.number(value))) {
                out.appendCodePoint((int) Json.number(value));
            }
        }
        return out.toString();
    }

    private static @Nullable String codePoints(String text) {
        ArrayNode array = Json.newArray();
        text.codePoints().forEach(array::add);
        return Json.write(array);
    }
}
