package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Functions over arrays as sets. Where a function takes many sets, it takes them as one array.
final class SetFunctions {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("set_union", DYNAMIC, a -> union(a[0]), DYNAMIC),
            JavaFunction.of("set_intersect", DYNAMIC, a -> intersect(a[0]), DYNAMIC),
            JavaFunction.of("set_difference", DYNAMIC, a -> difference(a[0]), DYNAMIC),
            JavaFunction.of("set_has_element", BOOL, a -> hasElement(a[0], a[1]), DYNAMIC, DYNAMIC),
            JavaFunction.of("set_equals", BOOL, a -> equal(a[0], a[1]), DYNAMIC, DYNAMIC),
            JavaFunction.of("jaccard_index", REAL, a -> jaccard(a[0], a[1]), DYNAMIC, DYNAMIC),
            JavaFunction.of("set_flatten", DYNAMIC, a -> flatten(a[0], (Long) a[1], true), DYNAMIC, LONG),
            JavaFunction.of("list_flatten", DYNAMIC, a -> flatten(a[0], (Long) a[1], false), DYNAMIC, LONG),
            JavaFunction.of("in_array", BOOL, a -> inArray(a[0], a[1]), DYNAMIC, DYNAMIC),
            JavaFunction.of("in_array_ci", BOOL, a -> inArrayIgnoringCase(a[0], a[1]), DYNAMIC, DYNAMIC));

    private SetFunctions() {}

    /// Whether two values are the same: numbers by value, all else by form.
    static boolean equal(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return (left.isIntegralNumber() && right.isIntegralNumber())
                    ? left.bigIntegerValue().equals(right.bigIntegerValue())
                    : left.doubleValue() == right.doubleValue();
        }
        return left.equals(right);
    }

    private static Set<JsonNode> elements(JsonNode array) {
        Set<JsonNode> elements = new LinkedHashSet<>();
        array.forEach(elements::add);
        return elements;
    }

    private static @Nullable String write(Set<JsonNode> elements) {
        return Json.write(Json.newArray().addAll(elements));
    }

    private static @Nullable String union(Object sets) {
        Set<JsonNode> result = new LinkedHashSet<>();
        for (JsonNode set : Json.array(sets).orElseThrow()) {
            if (!set.isArray()) {
                return null;
            }
            result.addAll(elements(set));
        }
        return write(result);
    }

    private static @Nullable String intersect(Object sets) {
        ArrayNode all = Json.array(sets).orElseThrow();
        Set<JsonNode> result = elements(all.get(0));
        for (JsonNode set : all) {
            if (!set.isArray()) {
                return null;
            }
            result.retainAll(elements(set));
        }
        return write(result);
    }

    private static @Nullable String difference(Object sets) {
        ArrayNode all = Json.array(sets).orElseThrow();
        if (!all.get(0).isArray()) {
            return null;
        }
        Set<JsonNode> result = elements(all.get(0));
        for (int index = 1; index < all.size(); index++) {
            result.removeAll(elements(all.get(index)));
        }
        return write(result);
    }

    private static @Nullable Boolean equal(Object left, Object right) {
        ArrayNode first = Json.array(left).orElse(null);
        ArrayNode second = Json.array(right).orElse(null);
        return (first == null || second == null) ? null : elements(first).equals(elements(second));
    }

    /// The share of common elements among all.
    private static @Nullable Double jaccard(Object left, Object right) {
        ArrayNode first = Json.array(left).orElse(null);
        ArrayNode second = Json.array(right).orElse(null);
        if (first == null || second == null) {
            return null;
        }
        Set<JsonNode> all = elements(first);
        Set<JsonNode> common = elements(second);
        int distinct = common.size();
        common.retainAll(all);
        int total = all.size() + distinct - common.size();
        return total == 0 ? 0.0 : (double) common.size() / total;
    }

    private static @Nullable Boolean hasElement(Object array, Object value) {
        JsonNode sought = Json.parse((String) value).orElse(null);
        return sought == null
                ? null
                : Json.array(array).map(set -> set.valueStream().anyMatch(element -> equal(element, sought)))
                        .orElse(null);
    }

    /// Returns the first elements of an array, those of arrays within it in their place.
    private static @Nullable String flatten(Object array, long most, boolean distinct) {
        Collection<JsonNode> result = distinct ? new LinkedHashSet<>() : new ArrayList<>();
        for (JsonNode element : Json.array(array).orElseThrow()) {
            for (JsonNode inner : element.isArray() ? element : List.of(element)) {
                if (result.size() < most) {
                    result.add(inner);
                }
            }
        }
        return Json.write(Json.newArray().addAll(result));
    }

    private static boolean inArray(Object value, Object array) {
        JsonNode sought = Json.parse((String) value).orElse(null);
        JsonNode node = Json.parse((String) array).orElse(null);
        if (sought == null || node == null) {
            return false;
        }
        return node.isArray()
                ? node.valueStream().anyMatch(element -> equal(element, sought))
                : equal(node, sought);
    }

    private static boolean inArrayIgnoringCase(Object value, Object array) {
        String sought = Json.parse((String) value).map(Json::asText).orElse("").toLowerCase(Locale.ROOT);
        JsonNode node = Json.parse((String) array).orElse(null);
        return node != null && (node.isArray() ? node : Json.newArray().add(node)).valueStream()
                .anyMatch(element -> Json.asText(element).toLowerCase(Locale.ROOT).equals(sought));
    }
}
