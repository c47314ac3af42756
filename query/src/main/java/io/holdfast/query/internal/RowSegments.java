package io.holdfast.query.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Finds segments of rows: values of some columns that many rows share. Source of the method: the Apriori
/// algorithm, as the Kusto reference names it on the page "basket plugin".
final class RowSegments {
    /// Most values of one column that are looked at, the most frequent ones.
    private static final int MOST_VALUES = 100;
    /// Most segments that are followed up.
    private static final int MOST_SEGMENTS = 20_000;
    /// Most segments of a clustering.
    private static final int MOST_CLUSTERS = 10;
    private static final double CLUSTER_SHARE = 0.02;

    /// Some values.
    ///
    /// @param items the numbers of the values, ascending
    /// @param rows which rows have them all
    private record Segment(List<Integer> items, BitSet rows, double weight) {}

    /// A value of a column.
    private record Item(int column, String value) {}

    private final List<JsonNode> rows;
    private final double[] weights;
    private final double total;
    private final int width;
    private final List<Item> items = new ArrayList<>();

    private RowSegments(List<JsonNode> rows) {
        this.rows = rows;
        weights = rows.stream().mapToDouble(row -> row.path(1).asDouble(1)).toArray();
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        total = sum;
        width = rows.isEmpty() ? 0 : rows.getFirst().size() - 2;
    }

    /// Returns the segments that at least a share of the rows is in, of each only the longest with the same
    /// rows.
    static ArrayNode frequent(List<JsonNode> rows, double share, int dimensions) {
        RowSegments segments = new RowSegments(rows);
        List<Segment> found = segments.closed(segments.grown(share, dimensions));
        found.sort(Comparator.comparingDouble((Segment segment) -> -segment.weight()));
        return segments.json(found);
    }

    /// Returns few segments that tell the rows apart: each time the one that weighs most by how many further
    /// rows it covers and how many columns it fixes.
    ///
    /// @param sizeWeight how much the number of rows weighs, from 0 to 1
    static ArrayNode clusters(List<JsonNode> rows, double sizeWeight) {
        RowSegments segments = new RowSegments(rows);
        List<Segment> candidates = segments.closed(segments.grown(CLUSTER_SHARE, segments.width));
        List<Segment> chosen = new ArrayList<>();
        BitSet covered = new BitSet();
        while (chosen.size() < MOST_CLUSTERS) {
            Segment best = null;
            double bestScore = 0;
            for (Segment segment : candidates) {
                BitSet fresh = (BitSet) segment.rows().clone();
                fresh.andNot(covered);
                double share = segments.weight(fresh) / segments.total;
                double score = Math.pow(share, sizeWeight)
                        * Math.pow((double) segment.items().size() / segments.width, 1 - sizeWeight);
                if (share >= CLUSTER_SHARE && score > bestScore) {
                    best = segment;
                    bestScore = score;
                }
            }
            if (best == null) {
                break;
            }
            chosen.add(best);
            covered.or(best.rows());
        }
        return segments.json(chosen);
    }

    private double weight(BitSet set) {
        return set.stream().mapToDouble(row -> weights[row]).sum();
    }

    private List<Segment> grown(double share, int dimensions) {
        List<Segment> level = single(share);
        List<Segment> all = new ArrayList<>(level);
        List<Segment> first = level;
        for (int size = 2; size <= Math.min(dimensions, width) && !level.isEmpty(); size++) {
            List<Segment> next = new ArrayList<>();
            for (Segment segment : level) {
                for (Segment one : first) {
                    int item = one.items().getFirst();
                    int last = segment.items().getLast();
                    if (items.get(item).column() <= items.get(last).column()
                            || all.size() + next.size() >= MOST_SEGMENTS) {
                        continue;
                    }
                    BitSet both = (BitSet) segment.rows().clone();
                    both.and(one.rows());
                    double weight = weight(both);
                    if (weight >= share * total && weight > 0) {
                        List<Integer> longer = new ArrayList<>(segment.items());
                        longer.add(item);
                        next.add(new Segment(longer, both, weight));
                    }
                }
            }
            all.addAll(next);
            level = next;
        }
        return all;
    }

    private List<Segment> single(double share) {
        List<Segment> singles = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            Map<String, BitSet> values = new LinkedHashMap<>();
            for (int row = 0; row < rows.size(); row++) {
                values.computeIfAbsent(rows.get(row).path(column + 2).asString(""), _ -> new BitSet())
                        .set(row);
            }
            int of = column;
            values.entrySet().stream()
                    .map(entry -> Map.entry(new Item(of, entry.getKey()), entry.getValue()))
                    .filter(entry -> weight(entry.getValue()) >= share * total)
                    .sorted(Comparator.comparingDouble(entry -> -weight(entry.getValue())))
                    .limit(MOST_VALUES).forEach(entry -> {
                        items.add(entry.getKey());
                        singles.add(new Segment(List.of(items.size() - 1), entry.getValue(),
                                weight(entry.getValue())));
                    });
        }
        return singles;
    }

    /// Leaves out segments whose rows a longer one has, too.
    private List<Segment> closed(List<Segment> segments) {
        Map<BitSet, Segment> longest = new HashMap<>();
        segments.forEach(segment -> longest.merge(segment.rows(), segment,
                (a, b) -> a.items().size() >= b.items().size() ? a : b));
        return new ArrayList<>(
                segments.stream().filter(segment -> segment.equals(longest.get(segment.rows())))
                        .toList());
    }

    private ArrayNode json(List<Segment> segments) {
        ArrayNode all = Json.newArray();
        for (int index = 0; index < segments.size(); index++) {
            Segment segment = segments.get(index);
            ArrayNode one = Json.newArray().add(index).add(Math.round(segment.weight()))
                    .add(100 * segment.weight() / total);
            String[] values = new String[width];
            segment.items().forEach(item -> values[items.get(item).column()] = items.get(item).value());
            for (String value : values) {
                one.add(value);
            }
            all.add(one);
        }
        return all;
    }
}
