package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.REAL;

import com.google.common.geometry.S2EdgeUtil;
import com.google.common.geometry.S2LatLng;
import com.google.common.geometry.S2Point;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lines and polygons whose edges are straight on a plain map, with so many points that edges on the sphere
/// are as near to them as wished.
///
/// Edges are halved while they are too far off, which is measured where two curves that meet at their ends are
/// farthest apart. Source: the edge tessellator of the S2 library.
final class GeoDensity {
    static final List<JavaFunction> ALL = List.of(
            Geo.guarded("geo_line_densify", DYNAMIC, 1,
                    a -> GeoJson.lines(a[0]).isPresent() ? dense(a[0], JavaFunction.realOr(a[1], 10)) : null,
                    DYNAMIC, REAL, BOOL),
            Geo.guarded("geo_polygon_densify", DYNAMIC, 1,
                    a -> GeoJson.polygon(a[0]).isPresent()
                            ? dense(a[0], JavaFunction.realOr(a[1], 10))
                            : null,
                    DYNAMIC, REAL, BOOL));

    private static final double LEAST_METERS = 0.1;
    private static final double MOST_METERS = 10_000;
    private static final int MOST_POINTS = 100_000;
    private static final double FRACTION = 0.31215691082248315;
    private static final double SCALE = 0.8382999256988851;

    private GeoDensity() {}

    /// Degrees, the longitude not brought into its range.
    private record Place(double longitude, double latitude) {
        static Place of(JsonNode pair) {
            return new Place(Json.number(pair.get(0)), Json.number(pair.get(1)));
        }

        /// Returns the place on the way to another one.
        Place towards(Place other, double fraction) {
            return new Place(longitude + fraction * (other.longitude - longitude),
                    latitude + fraction * (other.latitude - latitude));
        }

        /// Returns the same place no more than half around the earth from another one.
        Place near(Place other) {
            return new Place(other.longitude + Math.IEEEremainder(longitude - other.longitude, 360),
                    latitude);
        }

        S2Point point() {
            return S2LatLng.fromDegrees(latitude, longitude).toPoint();
        }
    }

    private static @Nullable String dense(Object json, double meters) {
        if (!(meters >= LEAST_METERS && meters <= MOST_METERS)) {
            return null;
        }
        ObjectNode shape = Json.bag(json).orElseThrow();
        ObjectNode result = Json.newBag();
        result.set("type", shape.get("type"));
        result.set("coordinates", dense(shape.get("coordinates"), Geo.angle(meters).radians() * SCALE));
        return Json.write(result);
    }

    private static ArrayNode dense(JsonNode coordinates, double tolerance) {
        ArrayNode result = Json.newArray();
        if (coordinates.get(0).get(0).isArray()) {
            coordinates.forEach(part -> result.add(dense(part, tolerance)));
            return result;
        }
        result.add(coordinates.get(0));
        for (int index = 1; index < coordinates.size(); index++) {
            Place from = Place.of(coordinates.get(index - 1));
            split(from, Place.of(coordinates.get(index)).near(from), tolerance, result);
            result.add(coordinates.get(index));
        }
        return result;
    }

    private static void split(Place from, Place to, double tolerance, ArrayNode out) {
        if (distance(from, to) <= tolerance) {
            return;
        }
        if (out.size() >= MOST_POINTS) {
            throw new IllegalArgumentException("Too many points");
        }
        Place middle = from.towards(to, 0.5);
        split(from, middle, tolerance, out);
        out.add(Json.newArray().add(Math.abs(middle.longitude()) <= 180
                ? middle.longitude()
                : Math.IEEEremainder(middle.longitude(), 360)).add(middle.latitude()));
        split(middle, to, tolerance, out);
    }

    /// How far the edge on the sphere is from the one on the map, as an angle.
    private static double distance(Place from, Place to) {
        S2Point a = from.point();
        S2Point b = to.point();
        return Math.max(distance(from, to, a, b, FRACTION), distance(from, to, a, b, 1 - FRACTION));
    }

    private static double distance(Place from, Place to, S2Point a, S2Point b, double fraction) {
        return S2EdgeUtil.interpolate(fraction, a, b).angle(from.towards(to, fraction).point());
    }
}
