package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import com.google.common.geometry.S1Angle;
import com.google.common.geometry.S2;
import com.google.common.geometry.S2CellId;
import com.google.common.geometry.S2LatLng;
import com.google.common.geometry.S2Point;
import io.holdfast.kql.KqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Functions over points on the earth, which is taken for a sphere.
final class Geo {
    static final List<JavaFunction> ALL = List.of(
            reals("geo_distance_2points", REAL, a -> distance(a[0], a[1], a[2], a[3]), 4),
            reals("geo_azimuth", REAL, a -> azimuth(a[0], a[1], a[2], a[3]), 4),
            reals("geo_angle", REAL, Geo::angle, 6),
            reals("geo_point_in_circle", BOOL, a -> inCircle(a), 5),
            guarded("geo_point_buffer", DYNAMIC, 3,
                    a -> buffer((Double) a[0], (Double) a[1], (Double) a[2],
                            JavaFunction.realOr(a[3], 10)),
                    REAL, REAL, REAL, REAL),
            guarded("geo_point_in_polygon", BOOL, 3,
                    a -> GeoJson.point((Double) a[0], (Double) a[1])
                            .flatMap(point -> GeoJson.polygon(a[2]).map(polygon -> polygon.contains(point)))
                            .orElse(null),
                    REAL, REAL, DYNAMIC),
            guarded("geo_from_wkt", DYNAMIC, 1, a -> WellKnownText.toGeoJson((String) a[0]), STRING));

    /// Most corners of a circle.
    private static final int MOST_CORNERS = 10_000;

    private Geo() {}

    /// What a function of reals computes.
    @FunctionalInterface
    interface Reals {
        @Nullable
        Object apply(double[] arguments);
    }

    /// Returns a function that has no value where the geometry has none: the library says so by exceptions.
    static JavaFunction guarded(String name, KqlType result, int required, JavaFunction.Body body,
            KqlType... parameters) {
        return JavaFunction.optional(name, result, required, arguments -> {
            try {
                return body.apply(arguments);
            } catch (RuntimeException | AssertionError _) {
                return null;
            }
        }, parameters);
    }

    private static JavaFunction reals(String name, KqlType result, Reals body, int count) {
        KqlType[] types = new KqlType[count];
        Arrays.fill(types, REAL);
        return guarded(name, result, count, a -> {
            double[] values = new double[count];
            for (int index = 0; index < count; index++) {
                values[index] = (Double) a[index];
            }
            return body.apply(values);
        }, types);
    }

    static double meters(S1Angle angle) {
        return angle.radians() * GeoJson.EARTH_METERS;
    }

    static S1Angle angle(double meters) {
        return S1Angle.radians(meters / GeoJson.EARTH_METERS);
    }

    private static @Nullable Double distance(double lng1, double lat1, double lng2, double lat2) {
        Optional<S2Point> from = GeoJson.point(lng1, lat1);
        Optional<S2Point> to = GeoJson.point(lng2, lat2);
        return from.isEmpty() || to.isEmpty()
                ? null
                : Double.valueOf(meters(S2LatLng.fromDegrees(lat1, lng1)
                        .getDistance(S2LatLng.fromDegrees(lat2, lng2))));
    }

    /// The angle between north and the way to the second point, clockwise, from 0 to two pi.
    private static @Nullable Double azimuth(double lng1, double lat1, double lng2, double lat2) {
        if (GeoJson.point(lng1, lat1).isEmpty() || GeoJson.point(lng2, lat2).isEmpty()
                || (lng1 == lng2 && lat1 == lat2)) {
            return null;
        }
        double turn = Math.toRadians(lng2 - lng1);
        double from = Math.toRadians(lat1);
        double to = Math.toRadians(lat2);
        double angle = Math.atan2(Math.sin(turn) * Math.cos(to),
                Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(turn));
        return angle < 0 ? angle + 2 * Math.PI : angle;
    }

    /// The turn at the second of three points.
    private static @Nullable Object angle(double[] a) {
        S2Point first = GeoJson.point(a[0], a[1]).orElse(null);
        S2Point middle = GeoJson.point(a[2], a[3]).orElse(null);
        S2Point last = GeoJson.point(a[4], a[5]).orElse(null);
        if (first == null || middle == null || last == null || first.equals(middle)
                || middle.equals(last)) {
            return null;
        }
        double angle = S2.angle(first, middle, last);
        return Double.isNaN(angle) ? null : Double.valueOf(angle);
    }

    private static @Nullable Object inCircle(double[] a) {
        Double distance = distance(a[0], a[1], a[2], a[3]);
        return (distance == null || !(a[4] >= 0)) ? null : Boolean.valueOf(distance <= a[4]);
    }

    /// The span between two corners of a circle such that its edges are within the tolerance.
    static double step(double meters, double tolerance) {
        double radius = meters / GeoJson.EARTH_METERS;
        double inner = Math.max(0, radius - tolerance / GeoJson.EARTH_METERS);
        return Math.min(2 * Math.PI / 3, 2 * Math.acos(Math.tan(inner) / Math.tan(radius)));
    }

    private static @Nullable Object buffer(double longitude, double latitude, double meters,
            double tolerance) {
        S2Point center = GeoJson.point(longitude, latitude).orElse(null);
        if (center == null || !(meters > 0) || !(tolerance > 0) || meters > 5_000_000
                || tolerance >= meters) {
            return null;
        }
        int size = (int) Math.ceil(2 * Math.PI / step(meters, tolerance));
        if (size > MOST_CORNERS) {
            return null;
        }
        S2Point from = S2.ortho(center);
        S2Point over = S2Point.normalize(S2Point.crossProd(center, from));
        List<S2Point> corners = new ArrayList<>();
        for (int corner = 0; corner < size; corner++) {
            corners.add(offset(center, from, over, 2 * Math.PI * corner / size, meters));
        }
        return Json.write(GeoJson.ofCorners(corners));
    }

    /// Returns the point at a distance from a center, in a direction between two.
    static S2Point offset(S2Point center, S2Point from, S2Point over, double angle, double meters) {
        double radius = meters / GeoJson.EARTH_METERS;
        S2Point direction = S2Point.add(S2Point.mul(from, Math.cos(angle)),
                S2Point.mul(over, Math.sin(angle)));
        return S2Point.normalize(S2Point.add(S2Point.mul(center, Math.cos(radius)),
                S2Point.mul(direction, Math.sin(radius))));
    }

    /// Returns a cell of a token, empty for what names none.
    static Optional<S2CellId> cell(String token) {
        if (token.isEmpty() || token.length() > 16
                || !token.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            return Optional.empty();
        }
        return Optional.of(S2CellId.fromToken(token)).filter(S2CellId::isValid);
    }
}
