package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Functions over arrays and bags. Where a function takes many arguments, it takes them as one array.
final class JsonFunctions {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("parse_json", DYNAMIC, a -> parseJson((String) a[0]), STRING),
            JavaFunction.of("reparse", DYNAMIC, a -> reparse((String) a[0]), DYNAMIC),
            JavaFunction.of("array_length", LONG,
                    a -> Json.array(a[0]).map(array -> (long) array.size()).orElse(null),
                    DYNAMIC),
            JavaFunction.of("range_long", DYNAMIC, JsonFunctions::rangeLong, LONG, LONG, LONG, STRING),
            JavaFunction.of("range_real", DYNAMIC, JsonFunctions::rangeReal, REAL, REAL, REAL),
            JavaFunction.of("get_type", STRING, a -> type((String) a[0]), DYNAMIC),
            JavaFunction.of("array_concat", DYNAMIC, a -> concat(a[0]), DYNAMIC),
            JavaFunction.of("array_slice", DYNAMIC, JsonFunctions::slice, DYNAMIC, LONG, LONG),
            JavaFunction.of("array_index_of", LONG, JsonFunctions::indexOf, DYNAMIC, DYNAMIC, LONG, LONG,
                    LONG),
            JavaFunction.of("array_sum", REAL, a -> sum(a[0]), DYNAMIC),
            JavaFunction.of("array_reverse", DYNAMIC, a -> reverse(a[0]), DYNAMIC),
            JavaFunction.of("strcat_array", STRING, a -> join(a[0], (String) a[1]), DYNAMIC, STRING),
            JavaFunction.of("repeat", DYNAMIC, a -> repeat(a[0], (Long) a[1]), DYNAMIC, LONG),
            JavaFunction.of("bag_pack", DYNAMIC, a -> pack(a[0], false), DYNAMIC),
            JavaFunction.variadic("bag_pack_not_empty", DYNAMIC, a -> pack(a[0], true)),
            JavaFunction.of("bag_keys", DYNAMIC, a -> keys(a[0]), DYNAMIC),
            JavaFunction.of("bag_has_key", BOOL,
                    a -> Json.bag(a[0]).map(bag -> JsonPaths.has(bag, (String) a[1])).orElse(null),
                    DYNAMIC, STRING),
            JavaFunction.of("bag_merge", DYNAMIC, a -> merge(a[0]), DYNAMIC),
            JavaFunction.of("bag_remove_keys", DYNAMIC, a -> removeKeys(a[0], a[1]), DYNAMIC, DYNAMIC),
            JavaFunction.of("expanded", DYNAMIC, a -> expanded((String) a[0], (Boolean) a[1]), DYNAMIC,
                    BOOL));

    private static final long MOST_REPEATS = 1_048_576;

    private JsonFunctions() {}

    /// Text that is no JSON stands for itself.
    private static @Nullable String parseJson(String text) {
        return text.isEmpty() ? null : Json.write(Json.parse(text).orElseGet(() -> Json.text(text)));
    }

    /// A dynamic text may hold JSON in its turn; any other dynamic value stays.
    private static @Nullable String reparse(String json) {
        return Json.parse(json).filter(JsonNode::isString).map(node -> parseJson(node.asString()))
                .orElse(json);
    }

    private static @Nullable Object rangeLong(Object[] a) {
        long start = (Long) a[0];
        long end = (Long) a[1];
        long step = (Long) a[2];
        if (step == 0) {
            return null;
        }
        ArrayNode array = Json.newArray();
        long value = start;
        while (step > 0 ? value <= end : value >= end) {
            if (array.size() == MOST_REPEATS) {
                break;
            }
            switch ((String) a[3]) {
                case "datetime" -> array.add(KqlDatetime.formatFull(value));
                case "timespan" -> array.add(KqlTimespan.format(value));
                default -> array.add(value);
            }
            value += step;
        }
        return Json.write(array);
    }

    private static @Nullable Object rangeReal(Object[] a) {
        double start = (Double) a[0];
        double end = (Double) a[1];
        double step = (Double) a[2];
        if (!(step > 0 || step < 0)) {
            return null;
        }
        ArrayNode array = Json.newArray();
        double value = start;
        while ((step > 0 ? value <= end : value >= end) && array.size() < MOST_REPEATS) {
            array.add(value);
            value = start + array.size() * step;
        }
        return Json.write(array);
    }

    private static String type(String json) {
        JsonNode node = Json.parse(json).orElse(null);
        if (node == null || node.isNull()) {
            return "null";
        }
        return node.isArray()
                ? "array"
                : node.isObject()
                        ? "dictionary"
                        : node.isString()
                                ? "string"
                                : node.isBoolean() ? "bool" : node.isIntegralNumber() ? "long" : "double";
    }

    private static @Nullable String concat(Object arrays) {
        ArrayNode result = Json.newArray();
        for (JsonNode array : Json.array(arrays).orElseThrow()) {
            // What is no array adds nothing.
            if (array instanceof ArrayNode elements) {
                result.addAll(elements);
            }
        }
        return Json.write(result);
    }

    /// Array, first and last index, negative from the end.
    private static @Nullable Object slice(Object[] a) {
        ArrayNode array = Json.array(a[0]).orElse(null);
        if (array == null) {
            return null;
        }
        long start = (Long) a[1] < 0 ? array.size() + (Long) a[1] : (Long) a[1];
        long end = (Long) a[2] < 0 ? array.size() + (Long) a[2] : (Long) a[2];
        ArrayNode result = Json.newArray();
        for (long index = Math.max(0, start); index <= end && index < array.size(); index++) {
            result.add(array.get((int) index));
        }
        return Json.write(result);
    }

    private static @Nullable Object indexOf(Object[] a) {
        ArrayNode array = Json.array(a[0]).orElse(null);
        JsonNode sought = Json.parse((String) a[1]).orElse(null);
        if (array == null || sought == null) {
            return null;
        }
        long start = (Long) a[2] < 0 ? Math.max(0, array.size() + (Long) a[2]) : (Long) a[2];
        long end = (Long) a[3] < 0 ? array.size() : Math.min(array.size(), start + (Long) a[3]);
        long left = (Long) a[4];
        for (long index = start; index < end; index++) {
            if (SetFunctions.equal(array.get((int) index), sought) && --left == 0) {
                return index;
            }
        }
        return -1L;
    }

    private static @Nullable Double sum(Object json) {
        ArrayNode array = Json.array(json).orElse(null);
        if (array == null) {
            return null;
        }
        double sum = 0;
        for (JsonNode element : array) {
            if (element.isNumber()) {
                sum += element.doubleValue();
            }
        }
        return sum;
    }

    private static @Nullable String reverse(Object json) {
        return Json.array(json).map(array -> {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(elements::addFirst);
            return Json.write(Json.newArray().addAll(elements));
        }).orElse(null);
    }

    private static String join(Object json, String delimiter) {
        return Json.array(json).map(array -> array.valueStream().map(Json::asText)
                .collect(Collectors.joining(delimiter))).orElse("");
    }

    private static @Nullable String repeat(Object json, long times) {
        JsonNode element = Json.parse((String) json).orElse(null);
        if (element == null || times < 0 || times > MOST_REPEATS) {
            return null;
        }
        ArrayNode array = Json.newArray();
        for (long index = 0; index < times; index++) {
            array.add(element);
        }
        return Json.write(array);
    }

    private static @Nullable String pack(Object pairs, boolean notEmpty) {
        ArrayNode array = Json.array(pairs).orElseThrow();
        ObjectNode bag = Json.newBag();
        for (int index = 0; index + 1 < array.size(); index += 2) {
            if (!notEmpty || !Json.asText(array.get(index + 1)).isEmpty()) {
                bag.set(Json.asText(array.get(index)), array.get(index + 1));
            }
        }
        return Json.write(bag);
    }

    private static @Nullable String keys(Object json) {
        return Json.bag(json).map(bag -> {
            ArrayNode array = Json.newArray();
            bag.propertyNames().forEach(array::add);
            return Json.write(array);
        }).orElse(null);
    }

    /// Merges an array of bags; of members of one name the first stays.
    private static @Nullable String merge(Object bags) {
        ObjectNode result = Json.newBag();
        for (JsonNode bag : Json.array(bags).orElseThrow()) {
            for (var member : bag.properties()) {
                if (!result.has(member.getKey())) {
                    result.set(member.getKey(), member.getValue());
                }
            }
        }
        return Json.write(result);
    }

    private static @Nullable String removeKeys(Object json, Object keys) {
        ObjectNode bag = Json.bag(json).orElse(null);
        if (bag == null) {
            return null;
        }
        Set<String> names = new HashSet<>();
        Json.array(keys).ifPresent(array -> array.forEach(key -> names.add(Json.asText(key))));
        names.forEach(name -> JsonPaths.remove(bag, name));
        return Json.write(bag);
    }

    /// Returns the array that a value expands to: a bag as its members, each a bag of one member or an array
    /// of name and value; what is neither array nor bag as its own only element.
    private static @Nullable String expanded(String json, boolean pairs) {
        JsonNode node = Json.parse(json).orElse(null);
        if (node == null || node.isArray()) {
            return node == null ? null : json;
        }
        ArrayNode result = Json.newArray();
        if (!(node instanceof ObjectNode bag)) {
            return Json.write(result.add(node));
        }
        for (var member : bag.properties()) {
            result.add(pairs
                    ? Json.newArray().add(member.getKey()).add(member.getValue())
                    : Json.newBag().set(member.getKey(), member.getValue()));
        }
        return Json.write(result);
    }
}
