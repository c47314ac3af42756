package io.holdfast.query.internal;

import com.google.common.geometry.S2LatLng;
import com.google.common.geometry.S2Loop;
import com.google.common.geometry.S2Point;
import com.google.common.geometry.S2Polygon;
import com.google.common.geometry.S2Polyline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// GeoJSON (RFC 7946) as shapes on a sphere and back. What is not valid has no shape.
final class GeoJson {
    /// The radius of the sphere that stands for the earth.
    static final double EARTH_METERS = 6_371_010;
    /// Most points of one value.
    private static final int MOST_POINTS = 100_000;
    private static final String TYPE = "type";
    private static final String COORDINATES = "coordinates";

    private GeoJson() {}

    static Optional<S2Point> point(double longitude, double latitude) {
        return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
                ? Optional.of(S2LatLng.fromDegrees(latitude, longitude).toPoint())
                : Optional.empty();
    }

    private static Optional<List<S2Point>> points(JsonNode array) {
        List<S2Point> points = new ArrayList<>();
        for (JsonNode pair : array) {
            Optional<S2Point> point = pair.isArray() && pair.size() >= 2 && pair.get(0).isNumber()
                    && pair.get(1).isNumber()
                            ? point(Json.number(pair.get(0)), Json.number(pair.get(1)))
                            : Optional.empty();
            if (point.isEmpty() || points.size() == MOST_POINTS) {
                return Optional.empty();
            }
            points.add(point.get());
        }
        return Optional.of(points);
    }

    /// Returns the lines of a `LineString` or `MultiLineString`.
    static Optional<List<S2Polyline>> lines(Object json) {
        return Json.bag(json).flatMap(bag -> switch (bag.path(TYPE).asString("")) {
            case "LineString" -> line(bag.path(COORDINATES)).map(List::of);
            case "MultiLineString" -> all(bag.path(COORDINATES));
            default -> Optional.empty();
        });
    }

    private static Optional<List<S2Polyline>> all(JsonNode array) {
        List<S2Polyline> lines = new ArrayList<>();
        for (JsonNode coordinates : array) {
            Optional<S2Polyline> line = line(coordinates);
            if (line.isEmpty()) {
                return Optional.empty();
            }
            lines.add(line.get());
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
    }

    private static Optional<S2Polyline> line(JsonNode coordinates) {
        return points(coordinates).filter(points -> points.size() >= 2 && isValidLine(points))
                .map(S2Polyline::new);
    }

    private static boolean isValidLine(List<S2Point> points) {
        for (int index = 1; index < points.size(); index++) {
            S2Point before = points.get(index - 1);
            S2Point point = points.get(index);
            if (before.equals(point) || before.equals(S2Point.neg(point))) {
                return false;
            }
        }
        return true;
    }

    /// Returns the polygon of a `Polygon`, or the union of those of a `MultiPolygon`.
    static Optional<S2Polygon> polygon(Object json) {
        return Json.bag(json).flatMap(bag -> switch (bag.path(TYPE).asString("")) {
            case "Polygon" -> polygon(bag.path(COORDINATES));
            case "MultiPolygon" -> union(bag.path(COORDINATES));
            default -> Optional.empty();
        });
    }

    private static Optional<S2Polygon> union(JsonNode array) {
        List<S2Polygon> polygons = new ArrayList<>();
        for (JsonNode coordinates : array) {
            Optional<S2Polygon> polygon = polygon(coordinates);
            if (polygon.isEmpty()) {
                return Optional.empty();
            }
            polygons.add(polygon.get());
        }
        return polygons.isEmpty()
                ? Optional.empty()
                : Optional.of(polygons.size() == 1 ? polygons.getFirst() : S2Polygon.union(polygons));
    }

    private static Optional<S2Polygon> polygon(JsonNode rings) {
        List<S2Loop> loops = new ArrayList<>();
        for (JsonNode ring : rings) {
            List<S2Point> points = points(ring).orElse(List.of());
            int size = points.size();
            if (size < 4 || !points.getFirst().equals(points.getLast())
                    || !S2Loop.isValid(points.subList(0, size - 1))) {
                return Optional.empty();
            }
            S2Loop loop = new S2Loop(points.subList(0, size - 1));
            loop.normalize();
            loops.add(loop);
        }
        if (loops.isEmpty() || !S2Polygon.isValid(loops)) {
            return Optional.empty();
        }
        return Optional.of(new S2Polygon(loops));
    }

    private static ArrayNode pair(S2Point point) {
        S2LatLng position = new S2LatLng(point);
        return Json.newArray().add(position.lngDegrees()).add(position.latDegrees());
    }

    private static ObjectNode geometry(String type, JsonNode coordinates) {
        ObjectNode bag = Json.newBag().put(TYPE, type);
        bag.set(COORDINATES, coordinates);
        return bag;
    }

    static ObjectNode of(S2Point point) {
        return geometry("Point", pair(point));
    }

    static ObjectNode of(S2Polyline line) {
        return geometry("LineString", coordinates(line.vertices()));
    }

    private static ArrayNode coordinates(List<S2Point> points) {
        ArrayNode array = Json.newArray();
        points.forEach(point -> array.add(pair(point)));
        return array;
    }

    /// Returns a polygon whose only ring has these corners.
    static ObjectNode ofCorners(List<S2Point> corners) {
        return geometry("Polygon", Json.newArray().add(ring(corners)));
    }

    private static ArrayNode ring(List<S2Point> corners) {
        ArrayNode array = coordinates(corners);
        return array.add(pair(corners.getFirst()));
    }

    /// Returns the polygons of a polygon with several shells.
    static List<ObjectNode> of(S2Polygon polygon) {
        return of(polygon, List.of());
    }

    /// Returns the polygons of a polygon made from others, their rings beginning as those.
    static List<ObjectNode> of(S2Polygon polygon, List<S2Polygon> sources) {
        GeoRings order = new GeoRings(sources);
        List<ObjectNode> result = new ArrayList<>();
        int index = 0;
        while (index < polygon.numLoops()) {
            ArrayNode rings = Json.newArray().add(ring(order.ordered(polygon.loop(index))));
            int last = polygon.getLastDescendant(index);
            int at = index + 1;
            while (at <= last && polygon.loop(at).depth() == polygon.loop(index).depth() + 1) {
                rings.add(ring(order.ordered(polygon.loop(at))));
                at++;
            }
            result.add(geometry("Polygon", rings));
            index = at;
        }
        return result;
    }

    /// Returns several geometries as one: itself, a multiple one of their kind, or a collection.
    static @Nullable String write(List<ObjectNode> geometries) {
        if (geometries.size() == 1) {
            return Json.write(geometries.getFirst());
        }
        List<String> types = geometries.stream().map(one -> one.path(TYPE).asString("")).distinct().toList();
        if (types.size() == 1) {
            ArrayNode coordinates = Json.newArray();
            geometries.forEach(one -> coordinates.add(one.get(COORDINATES)));
            return Json.write(geometry("Multi" + types.getFirst(), coordinates));
        }
        ObjectNode collection = Json.newBag().put(TYPE, "GeometryCollection");
        collection.set("geometries", Json.newArray().addAll(Collections.unmodifiableList(geometries)));
        return Json.write(collection);
    }
}
