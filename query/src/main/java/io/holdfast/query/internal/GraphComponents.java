package io.holdfast.query.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The components of a graph: nodes that a way leads between, in some direction, or in both.
final class GraphComponents {
    /// The nodes by their keys, in the order in which they are first met.
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<List<Integer>> next = new ArrayList<>();
    private final List<List<Integer>> before = new ArrayList<>();

    private GraphComponents(List<JsonNode> rows) {
        for (JsonNode row : rows) {
            int from = number(row.path(1).asString(""));
            int to = number(row.path(2).asString(""));
            next.get(from).add(to);
            before.get(to).add(from);
        }
    }

    private int number(String key) {
        Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        numbers.put(key, next.size());
        next.add(new ArrayList<>());
        before.add(new ArrayList<>());
        return next.size() - 1;
    }

    /// Returns pairs of the key of a node and the number of its component, from 0.
    ///
    /// @param rows the number of each row and the keys of two nodes
    /// @param strong whether ways must lead in both directions
    static ArrayNode of(List<JsonNode> rows, boolean strong) {
        GraphComponents graph = new GraphComponents(rows);
        int[] components = new int[graph.next.size()];
        Arrays.fill(components, -1);
        int count = 0;
        for (int node = 0; node < components.length; node++) {
            if (components[node] < 0) {
                boolean[] forward = graph.reached(node, true, !strong);
                boolean[] backward = strong ? graph.reached(node, false, false) : forward;
                for (int other = 0; other < components.length; other++) {
                    if (forward[other] && backward[other] && components[other] < 0) {
                        components[other] = count;
                    }
                }
                count++;
            }
        }
        ArrayNode pairs = Json.newArray();
        graph.numbers.forEach((key, number) -> pairs.add(Json.newArray().add(key).add(components[number])));
        return pairs;
    }

    private boolean[] reached(int start, boolean forward, boolean both) {
        boolean[] seen = new boolean[next.size()];
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        seen[start] = true;
        while (!open.isEmpty()) {
            int node = open.pop();
            List<Integer> neighbours = new ArrayList<>(forward ? next.get(node) : before.get(node));
            if (both) {
                neighbours.addAll(before.get(node));
            }
            for (int neighbour : neighbours) {
                if (!seen[neighbour]) {
                    seen[neighbour] = true;
                    open.push(neighbour);
                }
            }
        }
        return seen;
    }
}
