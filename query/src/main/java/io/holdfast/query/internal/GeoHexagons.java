package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.INT;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import com.google.common.geometry.S2LatLng;
import com.google.common.geometry.S2Loop;
import com.google.common.geometry.S2Polygon;
import com.uber.h3core.H3Core;
import com.uber.h3core.util.LatLng;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Functions over the hexagonal cells of H3. Its library is native and is loaded when first called; where it
/// cannot be, the functions have no value.
final class GeoHexagons {
    static final List<JavaFunction> ALL = List.of(
            Geo.guarded("geo_point_to_h3cell", STRING, 3,
                    a -> cell((Double) a[0], (Double) a[1], (Long) a[2]), REAL, REAL, LONG),
            Geo.guarded("geo_h3cell_level", INT, 1,
                    a -> valid(a[0]) ? h3().getResolution((String) a[0]) : null, STRING),
            Geo.guarded("geo_h3cell_parent", STRING, 1, a -> parent((String) a[0], a[1]), STRING, LONG),
            Geo.guarded("geo_h3cell_children", DYNAMIC, 1, a -> children((String) a[0], a[1]), STRING, LONG),
            Geo.guarded("geo_h3cell_neighbors", DYNAMIC, 1, a -> neighbors((String) a[0]), STRING),
            Geo.guarded("geo_h3cell_rings", DYNAMIC, 2, a -> rings((String) a[0], (Long) a[1]), STRING, LONG),
            Geo.guarded("geo_h3cell_to_central_point", DYNAMIC, 1, a -> center((String) a[0]), STRING),
            Geo.guarded("geo_h3cell_to_polygon", DYNAMIC, 1, a -> polygon((String) a[0]), STRING),
            Geo.guarded("geo_polygon_to_h3cells", DYNAMIC, 1,
                    a -> cells(a[0], JavaFunction.longOr(a[1], 6)), DYNAMIC, LONG));

    private static final int MOST_LEVELS = 15;
    /// Most levels between a cell and its children, as in the mirrored system.
    private static final int MOST_LEVELS_DOWN = 5;
    /// The order in which the mirrored system lists the directions to neighbours.
    private static final int[] DIRECTIONS = {0, 3, 4, 2, 1, 5};
    /// Most rings around a cell.
    private static final int MOST_RINGS = 64;
    /// Most cells of one value.
    private static final long MOST_CELLS = 1_000_000;

    private GeoHexagons() {}

    private static final class Holder {
        static final H3Core H3 = load();

        private static H3Core load() {
            try {
                return H3Core.newInstance();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static H3Core h3() {
        try {
            return Holder.H3;
        } catch (LinkageError e) {
            throw new IllegalStateException("H3 cannot be loaded", e);
        }
    }

    private static boolean valid(Object cell) {
        String text = (String) cell;
        return !text.isEmpty() && text.length() <= 16
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0) && h3().isValidCell(text);
    }

    private static @Nullable String cell(double longitude, double latitude, long level) {
        return GeoJson.point(longitude, latitude).isEmpty() || level < 0 || level > MOST_LEVELS
                ? null
                : h3().latLngToCellAddress(latitude, longitude, (int) level);
    }

    private static @Nullable String parent(String cell, @Nullable Object level) {
        if (!valid(cell)) {
            return null;
        }
        int own = h3().getResolution(cell);
        long wanted = JavaFunction.longOr(level, own - 1L);
        return wanted < 0 || wanted >= own ? null : h3().cellToParentAddress(cell, (int) wanted);
    }

    private static @Nullable String children(String cell, @Nullable Object level) {
        if (!valid(cell)) {
            return null;
        }
        int own = h3().getResolution(cell);
        long wanted = JavaFunction.longOr(level, own + 1L);
        return wanted <= own || wanted > MOST_LEVELS || wanted - own > MOST_LEVELS_DOWN
                ? null
                : array(h3().cellToChildren(cell, (int) wanted));
    }

    private static @Nullable String array(List<String> cells) {
        ArrayNode array = Json.newArray();
        cells.forEach(array::add);
        return Json.write(array);
    }

    private static @Nullable String neighbors(String cell) {
        if (!valid(cell)) {
            return null;
        }
        List<String> edges = h3().originToDirectedEdges(cell);
        IntStream order = edges.size() == DIRECTIONS.length
                ? IntStream.of(DIRECTIONS)
                : IntStream.range(0, edges.size());
        return array(order.mapToObj(index -> h3().getDirectedEdgeDestination(edges.get(index))).toList());
    }

    private static @Nullable String rings(String cell, long distance) {
        if (!valid(cell) || distance < 0 || distance > MOST_RINGS) {
            return null;
        }
        ArrayNode rings = Json.newArray();
        for (List<String> ring : h3().gridDiskDistances(cell, (int) distance)) {
            ArrayNode array = rings.addArray();
            ring.forEach(array::add);
        }
        return Json.write(rings);
    }

    private static ArrayNode pair(LatLng position) {
        return Json.newArray().add(position.lng).add(position.lat);
    }

    private static @Nullable String center(String cell) {
        return valid(cell)
                ? Json.write(Json.newBag().put("type", "Point").set("coordinates",
                        pair(h3().cellToLatLng(cell))))
                : null;
    }

    private static @Nullable String polygon(String cell) {
        if (!valid(cell)) {
            return null;
        }
        ArrayNode ring = Json.newArray();
        List<LatLng> corners = h3().cellToBoundary(cell);
        corners.forEach(corner -> ring.add(pair(corner)));
        ObjectNode bag = Json.newBag().put("type", "Polygon");
        bag.set("coordinates", Json.newArray().add(ring.add(pair(corners.getFirst()))));
        return Json.write(bag);
    }

    private static @Nullable String cells(Object json, long level) {
        S2Polygon polygon = GeoJson.polygon(json).orElse(null);
        if (polygon == null || level < 0 || level > MOST_LEVELS) {
            return null;
        }
        double earthShare = polygon.getArea() / (4 * Math.PI);
        if (earthShare * h3().getNumCells((int) level) > MOST_CELLS) {
            return null;
        }
        Set<String> cells = new LinkedHashSet<>();
        for (int index = 0; index < polygon.numLoops(); index++) {
            if (!polygon.loop(index).isHole()) {
                List<List<LatLng>> holes = new ArrayList<>();
                for (int at = index + 1; at <= polygon.getLastDescendant(index); at++) {
                    if (polygon.loop(at).isHole()) {
                        holes.add(corners(polygon.loop(at)));
                    }
                }
                cells.addAll(h3().polygonToCellAddresses(corners(polygon.loop(index)), holes, (int) level));
            }
        }
        return array(List.copyOf(cells));
    }

    private static List<LatLng> corners(S2Loop loop) {
        return loop.orientedVertices().stream().map(S2LatLng::new)
                .map(position -> new LatLng(position.latDegrees(), position.lngDegrees())).toList();
    }
}
