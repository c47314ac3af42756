package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.REAL;

import com.google.common.geometry.S2EdgeUtil;
import com.google.common.geometry.S2Loop;
import com.google.common.geometry.S2Point;
import com.google.common.geometry.S2Polygon;
import com.google.common.geometry.S2Polyline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Functions over two or more lines or polygons: what they share, and what they are together.
final class GeoPairs {
    static final List<JavaFunction> ALL = List.of(
            Geo.guarded("geo_intersects_2lines", BOOL, 2, a -> {
                Set<S2Point> shared = sharedByLines(a[0], a[1]);
                return shared == null ? null : Boolean.valueOf(!shared.isEmpty());
            }, DYNAMIC, DYNAMIC),
            Geo.guarded("geo_intersection_2lines", DYNAMIC, 2, a -> {
                Set<S2Point> shared = sharedByLines(a[0], a[1]);
                return shared == null ? null : GeoJson.write(intersection(shared, commonEdges(a[0], a[1])));
            }, DYNAMIC, DYNAMIC),
            Geo.guarded("geo_intersects_line_with_polygon", BOOL, 2, a -> {
                List<ObjectNode> shared = lineInPolygon(a[0], a[1]);
                return shared == null ? null : Boolean.valueOf(!shared.isEmpty());
            }, DYNAMIC, DYNAMIC),
            Geo.guarded("geo_intersection_line_with_polygon", DYNAMIC, 2, a -> {
                List<ObjectNode> shared = lineInPolygon(a[0], a[1]);
                return shared == null ? null : GeoJson.write(shared);
            }, DYNAMIC, DYNAMIC),
            Geo.guarded("geo_intersects_2polygons", BOOL, 2, a -> {
                List<ObjectNode> shared = sharedByPolygons(a[0], a[1]);
                return shared == null ? null : Boolean.valueOf(!shared.isEmpty());
            }, DYNAMIC, DYNAMIC),
            Geo.guarded("geo_intersection_2polygons", DYNAMIC, 2, a -> {
                List<ObjectNode> shared = sharedByPolygons(a[0], a[1]);
                return shared == null ? null : GeoJson.write(shared);
            }, DYNAMIC, DYNAMIC),
            Geo.guarded("geo_union_lines_array", DYNAMIC, 1, a -> unionOfLines(a[0]), DYNAMIC),
            Geo.guarded("geo_union_polygons_array", DYNAMIC, 1, a -> unionOfPolygons(a[0]), DYNAMIC),
            Geo.guarded("geo_simplify_polygons_array", DYNAMIC, 1,
                    a -> simplified(a[0], JavaFunction.realOr(a[1], 10)), DYNAMIC, REAL));

    /// Most pairs of edges that are looked at.
    private static final long MOST_PAIRS = 10_000_000;

    private GeoPairs() {}

    private static @Nullable Set<S2Point> sharedByLines(Object left, Object right) {
        List<S2Polyline> first = GeoJson.lines(left).orElse(null);
        List<S2Polyline> second = GeoJson.lines(right).orElse(null);
        if (first == null || second == null || pairs(first, second) > MOST_PAIRS) {
            return null;
        }
        Set<S2Point> shared = new LinkedHashSet<>();
        for (S2Polyline a : first) {
            for (S2Polyline b : second) {
                addShared(a, b, shared);
            }
        }
        return shared;
    }

    /// The edges that two sets of lines have in common, joined at their ends.
    private static List<S2Polyline> commonEdges(Object left, Object right) {
        Set<List<S2Point>> edges = edges(GeoJson.lines(left).orElse(List.of()));
        Set<List<S2Point>> others = edges(GeoJson.lines(right).orElse(List.of()));
        edges.removeIf(edge -> !others.contains(edge) && !others.contains(edge.reversed()));
        return chains(edges);
    }

    private static Set<List<S2Point>> edges(List<S2Polyline> lines) {
        Set<List<S2Point>> edges = new LinkedHashSet<>();
        for (S2Polyline line : lines) {
            for (int index = 1; index < line.numVertices(); index++) {
                List<S2Point> edge = List.of(line.vertex(index - 1), line.vertex(index));
                if (!edges.contains(edge.reversed())) {
                    edges.add(edge);
                }
            }
        }
        return edges;
    }

    private static List<S2Polyline> chains(Set<List<S2Point>> edges) {
        List<List<S2Point>> chains = new ArrayList<>();
        for (List<S2Point> edge : edges) {
            List<S2Point> chain = chains.stream()
                    .filter(open -> open.getLast().equals(edge.getFirst())).findFirst().orElse(null);
            if (chain == null) {
                chains.add(new ArrayList<>(edge));
            } else {
                chain.add(edge.getLast());
            }
        }
        return chains.stream().map(S2Polyline::new).toList();
    }

    private static long pairs(List<S2Polyline> first, List<S2Polyline> second) {
        return first.stream().mapToLong(S2Polyline::numVertices).sum()
                * second.stream().mapToLong(S2Polyline::numVertices).sum();
    }

    private static void addShared(S2Polyline a, S2Polyline b, Set<S2Point> shared) {
        for (int i = 1; i < a.numVertices(); i++) {
            for (int j = 1; j < b.numVertices(); j++) {
                int crossing = S2EdgeUtil.robustCrossing(a.vertex(i - 1), a.vertex(i), b.vertex(j - 1),
                        b.vertex(j));
                if (crossing > 0) {
                    shared.add(S2EdgeUtil.getIntersection(a.vertex(i - 1), a.vertex(i), b.vertex(j - 1),
                            b.vertex(j)));
                } else if (crossing == 0) {
                    List<S2Point> ends = List.of(b.vertex(j - 1), b.vertex(j));
                    List.of(a.vertex(i - 1), a.vertex(i)).stream().filter(ends::contains)
                            .forEach(shared::add);
                }
            }
        }
    }

    private static @Nullable List<ObjectNode> lineInPolygon(Object line, Object polygon) {
        List<S2Polyline> lines = GeoJson.lines(line).orElse(null);
        S2Polygon area = GeoJson.polygon(polygon).orElse(null);
        if (lines == null || area == null) {
            return null;
        }
        List<ObjectNode> shared = new ArrayList<>();
        for (S2Polyline one : lines) {
            area.intersectWithPolyline(one).forEach(part -> shared.add(GeoJson.of(part)));
        }
        return shared;
    }

    /// The areas that two polygons share, and the corners where they only touch.
    private static @Nullable List<ObjectNode> sharedByPolygons(Object left, Object right) {
        S2Polygon first = GeoJson.polygon(left).orElse(null);
        S2Polygon second = GeoJson.polygon(right).orElse(null);
        if (first == null || second == null) {
            return null;
        }
        S2Polygon area = new S2Polygon();
        area.initToIntersection(first, second);
        Set<S2Point> corners = corners(first);
        corners.retainAll(corners(second));
        corners.removeIf(corner -> area.getLoops().stream()
                .anyMatch(loop -> loop.orientedVertices().stream()
                        .anyMatch(vertex -> vertex.angle(corner) < 1e-14)));
        List<ObjectNode> shared = new ArrayList<>();
        corners.forEach(corner -> shared.add(GeoJson.of(corner)));
        shared.addAll(GeoJson.of(area, List.of(first, second)));
        return shared;
    }

    private static Set<S2Point> corners(S2Polygon polygon) {
        Set<S2Point> corners = new LinkedHashSet<>();
        for (S2Loop loop : polygon.getLoops()) {
            corners.addAll(loop.orientedVertices());
        }
        return corners;
    }

    private static @Nullable List<S2Polygon> polygons(Object json) {
        List<S2Polygon> polygons = new ArrayList<>();
        for (JsonNode one : Json.array(json).orElseGet(Json::newArray)) {
            String text = Json.write(one);
            if (text == null) {
                continue;
            }
            S2Polygon polygon = GeoJson.polygon(text).orElse(null);
            if (polygon == null) {
                return null;
            }
            polygons.add(polygon);
        }
        return polygons.isEmpty() ? null : polygons;
    }

    private static @Nullable String unionOfPolygons(Object json) {
        List<S2Polygon> polygons = polygons(json);
        return polygons == null
                ? null
                : GeoJson.write(GeoJson.of(union(polygons)));
    }

    /// Joins the two polygons of the fewest corners until one is left.
    static S2Polygon union(List<S2Polygon> polygons) {
        List<S2Polygon> left = new ArrayList<>(polygons);
        left.sort(Comparator.comparingInt(S2Polygon::getNumVertices));
        while (left.size() > 1) {
            S2Polygon first = left.removeFirst();
            S2Polygon second = left.removeFirst();
            S2Polygon joined = new S2Polygon();
            joined.initToUnion(first, second);
            GeoRings order = new GeoRings(List.of(first, second));
            S2Polygon result = new S2Polygon(new ArrayList<>(
                    joined.getLoops().stream().map(loop -> oriented(order.ordered(loop))).toList()));
            int place = 0;
            while (place < left.size() && left.get(place).getNumVertices() <= result.getNumVertices()) {
                place++;
            }
            left.add(place, result);
        }
        return left.getFirst();
    }

    private static S2Loop oriented(List<S2Point> corners) {
        S2Loop result = new S2Loop(corners);
        result.normalize();
        return result;
    }

    private static @Nullable String simplified(Object json, double tolerance) {
        List<S2Polygon> polygons = polygons(json);
        if (polygons == null || tolerance < 0) {
            return null;
        }
        List<ObjectNode> result = new ArrayList<>();
        for (S2Polygon polygon : polygons) {
            S2Polygon simple = new S2Polygon();
            simple.initToSimplified(polygon, Geo.angle(tolerance), false);
            result.addAll(GeoJson.of(simple));
        }
        return result.isEmpty() ? null : GeoJson.write(result);
    }

    private static List<ObjectNode> intersection(Set<S2Point> points, List<S2Polyline> lines) {
        List<ObjectNode> result = new ArrayList<>();
        points.stream().filter(point -> lines.stream().noneMatch(line -> line.vertices().contains(point)))
                .forEach(point -> result.add(GeoJson.of(point)));
        lines.forEach(line -> result.add(GeoJson.of(line)));
        return result;
    }

    /// Joins lines at their ends, each edge once.
    private static @Nullable String unionOfLines(Object json) {
        List<S2Polyline> all = new ArrayList<>();
        for (JsonNode one : Json.array(json).orElseGet(Json::newArray)) {
            String text = Json.write(one);
            List<S2Polyline> lines = text == null ? List.of() : GeoJson.lines(text).orElse(null);
            if (lines == null) {
                return null;
            }
            all.addAll(lines);
        }
        List<S2Polyline> chains = chains(edges(all));
        return chains.isEmpty() ? null : GeoJson.write(chains.stream().map(GeoJson::of).toList());
    }
}
