package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Functions over sketches, which are dynamic values.
///
/// A sketch of distinct values is the array of their least hashes, numbers from 0 to below two to the 63rd:
/// with fewer than [#MOST_HASHES] it is exact, else the greatest of them tells the number (K minimum values,
/// Bar-Yossef et al. 2002). A digest of a distribution is a bag of a type and of pairs of value and weight in
/// the order of the values; neighbours are joined where there are more than [#MOST_PAIRS].
final class SketchFunctions {
    /// Most hashes of a sketch: the error is about one over the square root, 1.6 percent.
    static final int MOST_HASHES = 4096;
    private static final int MOST_PAIRS = 2048;
    private static final double HASHES = 0x1p63;

    static final List<JavaFunction> ALL = List.of(
            JavaFunction.variadic("hll_merge", DYNAMIC, a -> mergeHashes(a[0])),
            JavaFunction.of("dcount_hll", LONG, a -> count(a[0]), DYNAMIC),
            JavaFunction.of("tdigest", DYNAMIC, a -> digest(pairs(a[0]), (String) a[1]), DYNAMIC, STRING),
            JavaFunction.of("weighted_percentile", REAL, a -> percentile(pairs(a[0]), (Double) a[1]),
                    DYNAMIC, REAL),
            JavaFunction.variadic("tdigest_merge", DYNAMIC, a -> mergeDigests(a[0])),
            JavaFunction.of("percentile_tdigest", DYNAMIC, a -> percentile(a[0], (Double) a[1]), DYNAMIC,
                    REAL),
            JavaFunction.variadic("percentile_array_tdigest", DYNAMIC, a -> percentiles(a[0], a[1]), DYNAMIC),
            JavaFunction.of("rank_tdigest", REAL, a -> rank(a[0], (Double) a[1], false), DYNAMIC, REAL),
            JavaFunction.of("percentrank_tdigest", REAL, a -> rank(a[0], (Double) a[1], true), DYNAMIC,
                    REAL));

    private SketchFunctions() {}

    /// A value and how often it counts.
    private record Pair(double value, double weight) {}

    private static @Nullable String mergeHashes(Object sketches) {
        TreeSet<Long> hashes = new TreeSet<>();
        for (JsonNode sketch : Json.array(sketches).orElseThrow()) {
            for (JsonNode hash : sketch) {
                hashes.add(hash.asLong(0));
            }
        }
        ArrayNode array = Json.newArray();
        hashes.stream().limit(MOST_HASHES).forEach(array::add);
        return Json.write(array);
    }

    private static @Nullable Long count(Object sketch) {
        ArrayNode hashes = Json.array(sketch).orElse(null);
        if (hashes == null) {
            return null;
        }
        if (hashes.size() < MOST_HASHES) {
            return (long) hashes.size();
        }
        double greatest = Json.number(hashes.get(hashes.size() - 1));
        return greatest > 0 ? Math.round((hashes.size() - 1) * (HASHES / greatest)) : null;
    }

    private static List<Pair> pairs(Object json) {
        List<Pair> pairs = new ArrayList<>();
        for (JsonNode pair : Json.array(json).orElseGet(Json::newArray)) {
            double value = Json.number(Json.at(pair, 0));
            double weight = Json.number(Json.at(pair, 1));
            if (!Double.isNaN(value) && weight > 0) {
                pairs.add(new Pair(value, weight));
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::value));
        return pairs;
    }

    private static @Nullable String digest(List<Pair> sorted, String type) {
        double total = sorted.stream().mapToDouble(Pair::weight).sum();
        ObjectNode bag = Json.newBag().put("type", type);
        ArrayNode array = bag.putArray("pairs");
        double most = sorted.size() <= MOST_PAIRS ? 0 : 2 * total / MOST_PAIRS;
        int index = 0;
        while (index < sorted.size()) {
            double weight = sorted.get(index).weight();
            double sum = sorted.get(index).value() * weight;
            int next = index + 1;
            // The first and last stay by themselves: they are the least and the greatest value.
            while (index > 0 && next < sorted.size() - 1 && weight + sorted.get(next).weight() <= most) {
                weight += sorted.get(next).weight();
                sum += sorted.get(next).value() * sorted.get(next).weight();
                next++;
            }
            array.addArray().add(next == index + 1 ? sorted.get(index).value() : sum / weight).add(weight);
            index = next;
        }
        return Json.write(bag);
    }

    private static @Nullable String mergeDigests(Object digests) {
        List<Pair> all = new ArrayList<>();
        String type = "real";
        for (JsonNode digest : Json.array(digests).orElseThrow()) {
            String text = Json.write(digest.path("pairs"));
            all.addAll(pairs(text == null ? "[]" : text));
            type = digest.path("type").asString(type);
        }
        all.sort(Comparator.comparingDouble(Pair::value));
        return digest(all, type);
    }

    private static @Nullable Double percentile(List<Pair> pairs, double percent) {
        double wanted = pairs.stream().mapToDouble(Pair::weight).sum() * percent / 100;
        double seen = 0;
        for (Pair pair : pairs) {
            seen += pair.weight();
            if (seen >= wanted) {
                return pair.value();
            }
        }
        return pairs.isEmpty() ? null : Double.valueOf(pairs.getLast().value());
    }

    private static @Nullable List<Pair> pairsOf(Object digest) {
        ObjectNode bag = Json.bag(digest).orElse(null);
        String text = bag == null ? null : Json.write(bag.path("pairs"));
        return text == null || text.isEmpty() ? null : pairs(text);
    }

    private static @Nullable JsonNode typed(Object digest, double percent) {
        List<Pair> pairs = pairsOf(digest);
        Double value = pairs == null ? null : percentile(pairs, percent);
        if (value == null) {
            return null;
        }
        long whole = value.longValue();
        ArrayNode holder = Json.newArray();
        switch (Json.bag(digest).map(bag -> bag.path("type").asString("real")).orElse("real")) {
            case "datetime" ->
                holder.add(KqlDatetime.formatFull(Math.clamp(whole, 0, KqlDatetime.MAX_TICKS)));
            case "timespan" -> holder.add(KqlTimespan.format(whole));
            case "int", "long" -> holder.add(whole);
            default -> Series.add(holder, value);
        }
        return holder.get(0);
    }

    private static @Nullable String percentile(Object digest, double percent) {
        JsonNode value = typed(digest, percent);
        return value == null ? null : Json.write(value);
    }

    private static @Nullable String percentiles(Object digest, Object percentages) {
        ArrayNode result = Json.newArray();
        for (JsonNode one : Json.array(percentages).orElseThrow()) {
            for (JsonNode percent : one.isArray() ? one : List.of(one)) {
                JsonNode value = typed(digest, Json.number(percent));
                result.add(value == null ? Json.orNull(null) : value);
            }
        }
        return Json.write(result);
    }

    private static @Nullable Double rank(Object digest, double value, boolean percent) {
        List<Pair> pairs = pairsOf(digest);
        if (pairs == null || pairs.isEmpty()) {
            return null;
        }
        double total = pairs.stream().mapToDouble(Pair::weight).sum();
        double below = pairs.stream().filter(pair -> pair.value() <= value).mapToDouble(Pair::weight).sum();
        return percent ? below * 100 / total : below;
    }
}
