package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import com.google.common.geometry.S2Cell;
import com.google.common.geometry.S2CellId;
import com.google.common.geometry.S2LatLng;
import com.google.common.geometry.S2Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/// Functions over cells of the earth: geohashes and S2 cells.
final class GeoCells {
    static final List<JavaFunction> ALL = List.of(
            Geo.guarded("geo_point_to_geohash", STRING, 3,
                    a -> geohash((Double) a[0], (Double) a[1], (Long) a[2]), REAL, REAL, LONG),
            Geo.guarded("geo_geohash_to_central_point", DYNAMIC, 1, a -> center((String) a[0]), STRING),
            Geo.guarded("geo_geohash_to_polygon", DYNAMIC, 1, a -> corners((String) a[0]), STRING),
            Geo.guarded("geo_geohash_neighbors", DYNAMIC, 1, a -> neighbors((String) a[0]), STRING),
            Geo.guarded("geo_point_to_s2cell", STRING, 3,
                    a -> s2Cell((Double) a[0], (Double) a[1], (Long) a[2]), REAL, REAL, LONG),
            Geo.guarded("geo_s2cell_to_central_point", DYNAMIC, 1,
                    a -> Geo.cell((String) a[0]).map(cell -> Json.write(GeoJson.of(cell.toPoint())))
                            .orElse(null),
                    STRING),
            Geo.guarded("geo_s2cell_to_polygon", DYNAMIC, 1, a -> s2Corners((String) a[0]), STRING),
            Geo.guarded("geo_s2cell_neighbors", DYNAMIC, 1, a -> s2Neighbors((String) a[0]), STRING));

    private static final String DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz";
    private static final int MOST_DIGITS = 18;

    private GeoCells() {}

    /// The bounds of a geohash in degrees.
    private record Box(double west, double south, double east, double north) {}

    private static @Nullable String geohash(double longitude, double latitude, long digits) {
        if (GeoJson.point(longitude, latitude).isEmpty() || digits < 1 || digits > MOST_DIGITS) {
            return null;
        }
        double[] low = {-180, -90};
        double[] high = {180, 90};
        double[] at = {longitude, latitude};
        StringBuilder out = new StringBuilder();
        int bits = 0;
        for (int bit = 0; bit < 5 * digits; bit++) {
            int axis = bit % 2;
            double middle = (low[axis] + high[axis]) / 2;
            boolean upper = at[axis] >= middle;
            (upper ? low : high)[axis] = middle;
            bits = (bits << 1) | (upper ? 1 : 0);
            if (bit % 5 == 4) {
                out.append(DIGITS.charAt(bits));
                bits = 0;
            }
        }
        return out.toString();
    }

    private static @Nullable Box box(String geohash) {
        if (geohash.isEmpty() || geohash.length() > MOST_DIGITS) {
            return null;
        }
        double[] low = {-180, -90};
        double[] high = {180, 90};
        int axis = 0;
        for (char c : geohash.toLowerCase(Locale.ROOT).toCharArray()) {
            int digit = DIGITS.indexOf(c);
            if (digit < 0) {
                return null;
            }
            for (int bit = 4; bit >= 0; bit--) {
                double middle = (low[axis] + high[axis]) / 2;
                (((digit >> bit) & 1) == 1 ? low : high)[axis] = middle;
                axis = 1 - axis;
            }
        }
        return new Box(low[0], low[1], high[0], high[1]);
    }

    private static ArrayNode pair(double longitude, double latitude) {
        return Json.newArray().add(longitude).add(latitude);
    }

    private static @Nullable String center(String geohash) {
        Box box = box(geohash);
        return box == null
                ? null
                : Json.write(Json.newBag().put("type", "Point").set("coordinates",
                        pair((box.west() + box.east()) / 2, (box.south() + box.north()) / 2)));
    }

    private static @Nullable String corners(String geohash) {
        Box box = box(geohash);
        if (box == null) {
            return null;
        }
        ArrayNode ring = Json.newArray().add(pair(box.west(), box.south())).add(pair(box.east(), box.south()))
                .add(pair(box.east(), box.north())).add(pair(box.west(), box.north()))
                .add(pair(box.west(), box.south()));
        return Json.write(
                Json.newBag().put("type", "Polygon").set("coordinates", Json.newArray().add(ring)));
    }

    private static @Nullable String neighbors(String geohash) {
        Box box = box(geohash);
        if (box == null) {
            return null;
        }
        ArrayNode array = Json.newArray();
        double width = box.east() - box.west();
        double height = box.north() - box.south();
        int[][] steps = {{-1, 0}, {-1, -1}, {0, -1}, {1, -1}, {1, 1}, {1, 0}, {0, 1}, {-1, 1}};
        for (int[] step : steps) {
            double longitude = (box.west() + box.east()) / 2 + step[0] * width;
            double latitude = (box.south() + box.north()) / 2 + step[1] * height;
            double wrapped = longitude > 180
                    ? longitude - 360
                    : longitude < -180 ? longitude + 360 : longitude;
            String neighbor = geohash(wrapped, latitude, geohash.length());
            if (neighbor != null) {
                array.add(neighbor);
            }
        }
        return Json.write(array);
    }

    private static @Nullable String s2Cell(double longitude, double latitude, long level) {
        return GeoJson.point(longitude, latitude).isEmpty() || level < 0 || level > S2CellId.MAX_LEVEL
                ? null
                : S2CellId.fromLatLng(S2LatLng.fromDegrees(latitude, longitude)).parent((int) level)
                        .toToken();
    }

    private static @Nullable String s2Corners(String token) {
        return Geo.cell(token).map(id -> {
            S2Cell cell = new S2Cell(id);
            List<S2Point> corners = new ArrayList<>();
            for (int index = 0; index < 4; index++) {
                corners.add(cell.getVertex(index));
            }
            return Json.write(GeoJson.ofCorners(corners));
        }).orElse(null);
    }

    private static @Nullable String s2Neighbors(String token) {
        return Geo.cell(token).map(cell -> {
            List<S2CellId> neighbors = new ArrayList<>();
            cell.getAllNeighbors(cell.level(), neighbors);
            ArrayNode array = Json.newArray();
            neighbors.stream().distinct().forEach(neighbor -> array.add(neighbor.toToken()));
            return Json.write(array);
        }).orElse(null);
    }
}
