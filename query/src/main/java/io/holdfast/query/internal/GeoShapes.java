package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;

import com.google.common.geometry.S2Cell;
import com.google.common.geometry.S2CellId;
import com.google.common.geometry.S2Loop;
import com.google.common.geometry.S2Point;
import com.google.common.geometry.S2Polygon;
import com.google.common.geometry.S2Polyline;
import com.google.common.geometry.S2Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/// Functions over one line or polygon: measures, points on it, coverings and buffers.
final class GeoShapes {
    static final List<JavaFunction> ALL = List.of(
            Geo.guarded("geo_line_length", REAL, 1, a -> GeoJson.lines(a[0])
                    .map(lines -> lines.stream().mapToDouble(GeoShapes::length).sum()).orElse(null), DYNAMIC),
            Geo.guarded("geo_line_centroid", DYNAMIC, 1, a -> GeoJson.lines(a[0])
                    .map(lines -> Json.write(GeoJson.of(centroid(lines)))).orElse(null), DYNAMIC),
            Geo.guarded("geo_line_interpolate_point", DYNAMIC, 2,
                    a -> single(a[0]).filter(_ -> (Double) a[1] >= 0 && (Double) a[1] <= 1)
                            .map(line -> Json.write(GeoJson.of(line.interpolate((Double) a[1]))))
                            .orElse(null),
                    DYNAMIC, REAL),
            Geo.guarded("geo_line_locate_point", REAL, 3,
                    a -> GeoJson.point((Double) a[1], (Double) a[2])
                            .flatMap(point -> single(a[0])
                                    .map(line -> line.uninterpolate(line.project(point))))
                            .orElse(null),
                    DYNAMIC, REAL, REAL),
            Geo.guarded("geo_line_simplify", DYNAMIC, 1, a -> simplify(a[0], JavaFunction.realOr(a[1], 10)),
                    DYNAMIC, REAL),
            Geo.guarded("geo_line_buffer", DYNAMIC, 2,
                    a -> lineBuffer(a[0], (Double) a[1], JavaFunction.realOr(a[2], 10)), DYNAMIC, REAL,
                    REAL),
            Geo.guarded("geo_line_to_s2cells", DYNAMIC, 1,
                    a -> lineCells(a[0], JavaFunction.longOr(a[1], 11), JavaFunction.realOr(a[2], 0)),
                    DYNAMIC, LONG, REAL),
            Geo.guarded("geo_distance_point_to_line", REAL, 3,
                    a -> nearest(a, GeoShapes::closestOnLines, true), REAL, REAL, DYNAMIC),
            Geo.guarded("geo_closest_point_on_line", DYNAMIC, 3,
                    a -> nearest(a, GeoShapes::closestOnLines, false), REAL, REAL, DYNAMIC),
            Geo.guarded("geo_distance_point_to_polygon", REAL, 3,
                    a -> nearest(a, GeoShapes::closestOnPolygon, true), REAL, REAL, DYNAMIC),
            Geo.guarded("geo_closest_point_on_polygon", DYNAMIC, 3,
                    a -> nearest(a, GeoShapes::closestOnPolygon, false), REAL, REAL, DYNAMIC),
            Geo.guarded("geo_polygon_area", REAL, 1, a -> GeoJson.polygon(a[0])
                    .map(polygon -> polygon.getArea() * GeoJson.EARTH_METERS * GeoJson.EARTH_METERS)
                    .orElse(null), DYNAMIC),
            Geo.guarded("geo_polygon_perimeter", REAL, 1,
                    a -> GeoJson.polygon(a[0]).map(GeoShapes::perimeter).orElse(null), DYNAMIC),
            Geo.guarded("geo_polygon_centroid", DYNAMIC, 1, a -> GeoJson.polygon(a[0])
                    .map(polygon -> Json.write(GeoJson.of(S2Point.normalize(polygon.getCentroid()))))
                    .orElse(null), DYNAMIC),
            Geo.guarded("geo_polygon_simplify", DYNAMIC, 1,
                    a -> simplifyPolygon(a[0], JavaFunction.realOr(a[1], 10)), DYNAMIC, REAL),
            Geo.guarded("geo_polygon_buffer", DYNAMIC, 2,
                    a -> polygonBuffer(a[0], (Double) a[1], JavaFunction.realOr(a[2], 10)), DYNAMIC, REAL,
                    REAL),
            Geo.guarded("geo_polygon_to_s2cells", DYNAMIC, 1,
                    a -> polygonCells(a[0], JavaFunction.longOr(a[1], 11), JavaFunction.realOr(a[2], 0)),
                    DYNAMIC, LONG, REAL));

    private static final int MOST_CELLS = 65_536;
    private static final int MOST_EDGES = 2_000;

    private GeoShapes() {}

    private static Optional<S2Polyline> single(Object json) {
        return GeoJson.lines(json).filter(lines -> lines.size() == 1).map(List::getFirst);
    }

    private static double length(S2Polyline line) {
        return Geo.meters(line.getArclengthAngle());
    }

    private static S2Point centroid(List<S2Polyline> lines) {
        S2Point sum = new S2Point(0, 0, 0);
        for (S2Polyline line : lines) {
            for (int index = 1; index < line.numVertices(); index++) {
                S2Point a = line.vertex(index - 1);
                S2Point b = line.vertex(index);
                sum = S2Point.add(sum, S2Point.mul(S2Point.normalize(S2Point.add(a, b)),
                        a.angle(b)));
            }
        }
        return S2Point.normalize(sum);
    }

    private static @Nullable Object simplify(Object json, double tolerance) {
        // Of a line that is nowhere farther from its start than the tolerance nothing is left.
        return tolerance < 0
                ? null
                : GeoJson.lines(json).map(lines -> lines.stream()
                        .filter(line -> line.vertices().stream().anyMatch(
                                vertex -> vertex.angle(line.vertex(0)) * GeoJson.EARTH_METERS > tolerance))
                        .map(line -> GeoJson.of(line.subsampleVertices(Geo.angle(tolerance)))).toList())
                        .filter(simple -> !simple.isEmpty()).map(GeoJson::write).orElse(null);
    }

    private static @Nullable Object simplifyPolygon(Object json, double tolerance) {
        return tolerance < 0
                ? null
                : GeoJson.polygon(json).map(polygon -> {
                    S2Polygon simple = new S2Polygon();
                    simple.initToSimplified(polygon, Geo.angle(tolerance), false);
                    return simple.numLoops() == 0 ? null : GeoJson.write(GeoJson.of(simple));
                }).orElse(null);
    }

    /// The closest point of a shape to a point; empty for what is no such shape.
    @FunctionalInterface
    private interface Closest {
        Optional<S2Point> find(Object json, S2Point point);
    }

    private static @Nullable Object nearest(Object[] a, Closest closest, boolean distance) {
        S2Point point = GeoJson.point((Double) a[0], (Double) a[1]).orElse(null);
        return point == null
                ? null
                : closest.find(a[2], point).<Object>map(found -> distance
                        ? Double.valueOf(point.angle(found) * GeoJson.EARTH_METERS)
                        : String.valueOf(Json.write(GeoJson.of(found)))).orElse(null);
    }

    private static Optional<S2Point> closestOnLines(Object json, S2Point point) {
        return GeoJson.lines(json).flatMap(lines -> lines.stream().map(line -> line.project(point))
                .min(Comparator.comparingDouble(found -> found.angle(point))));
    }

    private static Optional<S2Point> closestOnPolygon(Object json, S2Point point) {
        return GeoJson.polygon(json).map(polygon -> polygon.contains(point) ? point : polygon.project(point));
    }

    private static double perimeter(S2Polygon polygon) {
        double sum = 0;
        for (S2Loop loop : polygon.getLoops()) {
            for (int index = 0; index < loop.numVertices(); index++) {
                sum += loop.vertex(index).angle(loop.vertex(index + 1));
            }
        }
        return sum * GeoJson.EARTH_METERS;
    }

    private static @Nullable String cells(List<? extends S2Region> regions, long level) {
        if (level < 0 || level > S2CellId.MAX_LEVEL) {
            return null;
        }
        List<S2CellId> ids = List.of(S2CellId.FACE_CELLS);
        // A cell that meets a region has one inside it that does: where there are too many, there are below.
        for (int depth = 0; depth <= level && ids.size() <= MOST_CELLS; depth++) {
            List<S2CellId> above = ids;
            ids = (depth == 0 ? above.stream() : above.stream().flatMap(GeoShapes::parts))
                    .filter(id -> regions.stream().anyMatch(region -> region.mayIntersect(new S2Cell(id))))
                    .toList();
        }
        if (ids.size() > MOST_CELLS) {
            return null;
        }
        ArrayNode array = Json.newArray();
        ids.stream().distinct().sorted().forEach(id -> array.add(id.toToken()));
        return Json.write(array);
    }

    private static Stream<S2CellId> parts(S2CellId cell) {
        return IntStream.range(0, 4).mapToObj(cell::child);
    }

    private static @Nullable Object lineCells(Object json, long level, double radius) {
        return GeoJson.lines(json).map(lines -> cells(radius > 0
                ? lines.stream().map(line -> capsules(line, radius, radius / 100)).toList()
                : lines, level)).orElse(null);
    }

    private static @Nullable Object polygonCells(Object json, long level, double radius) {
        return GeoJson.polygon(json)
                .map(polygon -> cells(List.of(radius > 0 ? widened(polygon, radius, radius / 100) : polygon),
                        level))
                .orElse(null);
    }

    /// All within a distance of an edge: half a circle around each end.
    private static List<S2Point> capsule(S2Point a, S2Point b, double meters, double tolerance) {
        S2Point left = S2Point.normalize(S2Point.crossProd(a, b));
        List<S2Point> corners = new ArrayList<>();
        addArc(corners, a, left, S2Point.crossProd(a, left), meters, tolerance);
        addArc(corners, b, S2Point.neg(left), S2Point.crossProd(left, b), meters, tolerance);
        return corners;
    }

    private static void addArc(List<S2Point> corners, S2Point center, S2Point from, S2Point over,
            double meters, double tolerance) {
        double step = Geo.step(meters, tolerance);
        for (double angle = 0; angle < Math.PI; angle += step) {
            corners.add(Geo.offset(center, from, over, angle, meters));
        }
        corners.add(Geo.offset(center, from, over, Math.PI, meters));
    }

    private static S2Polygon capsules(S2Polyline line, double meters, double tolerance) {
        if (line.numVertices() > MOST_EDGES) {
            throw new IllegalArgumentException("Too many points");
        }
        List<S2Polygon> parts = new ArrayList<>();
        for (int index = 1; index < line.numVertices(); index++) {
            parts.add(new S2Polygon(
                    new S2Loop(capsule(line.vertex(index - 1), line.vertex(index), meters, tolerance))));
        }
        return parts.size() == 1 ? parts.getFirst() : GeoPairs.union(parts);
    }

    private static @Nullable Object lineBuffer(Object json, double meters, double tolerance) {
        if (!(meters > 0) || !(tolerance > 0) || tolerance >= meters) {
            return null;
        }
        return GeoJson.lines(json).map(lines -> {
            if (lines.size() == 1 && lines.getFirst().numVertices() == 2) {
                return Json.write(GeoJson.ofCorners(capsule(lines.getFirst().vertex(0),
                        lines.getFirst().vertex(1), meters, tolerance)));
            }
            Function<S2Polyline, S2Polygon> buffer = line -> capsules(line, meters, tolerance);
            return GeoJson.write(GeoJson.of(GeoPairs.union(lines.stream().map(buffer).toList())));
        }).orElse(null);
    }

    private static S2Polygon widened(S2Polygon polygon, double meters, double tolerance) {
        List<S2Polygon> parts = new ArrayList<>();
        parts.add(polygon);
        for (S2Loop loop : polygon.getLoops()) {
            List<S2Point> ring = new ArrayList<>(loop.orientedVertices());
            ring.add(ring.getFirst());
            parts.add(capsules(new S2Polyline(ring), meters, tolerance));
        }
        return GeoPairs.union(parts);
    }

    private static @Nullable Object polygonBuffer(Object json, double meters, double tolerance) {
        return !(meters > 0) || !(tolerance > 0) || tolerance >= meters
                ? null
                : GeoJson.polygon(json).map(polygon -> GeoJson
                        .write(GeoJson.of(widened(polygon, meters, tolerance)))).orElse(null);
    }
}
