package io.holdfast.query.internal;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Geometries in well-known text (OGC 06-103r4) as GeoJSON.
final class WellKnownText {
    private static final Pattern GEOMETRY = Pattern.compile("\\s*([A-Za-z]+)\\s*(\\(.*\\))\\s*",
            Pattern.DOTALL);
    private static final Pattern COLLECTION = Pattern
            .compile("(?is)\\s*GEOMETRYCOLLECTION\\s*\\((.*)\\)\\s*");
    private static final Pattern COORDINATES = Pattern.compile("[-+0-9.eE,()\\s]*");
    private static final Map<String, String> TYPES = Map.of("POINT", "Point", "LINESTRING", "LineString",
            "POLYGON", "Polygon", "MULTIPOINT", "MultiPoint", "MULTILINESTRING", "MultiLineString",
            "MULTIPOLYGON", "MultiPolygon");

    private WellKnownText() {}

    static @Nullable String toGeoJson(String text) {
        Matcher collection = COLLECTION.matcher(text);
        ObjectNode geometry = collection.matches() ? collection(collection.group(1)) : geometry(text);
        return geometry == null ? null : Json.write(geometry);
    }

    private static @Nullable ObjectNode collection(String members) {
        ArrayNode geometries = Json.newArray();
        // The members stand behind commas that no parenthesis encloses.
        for (String member : members.split(",(?=\\s*[A-Za-z])", -1)) {
            ObjectNode geometry = geometry(member);
            if (geometry == null) {
                return null;
            }
            geometries.add(geometry);
        }
        ObjectNode bag = Json.newBag().put("type", "GeometryCollection");
        bag.set("geometries", geometries);
        return bag;
    }

    private static @Nullable ObjectNode geometry(String text) {
        Matcher matcher = GEOMETRY.matcher(text);
        String type = matcher.matches() ? TYPES.get(matcher.group(1).toUpperCase(Locale.ROOT)) : null;
        if (type == null || !COORDINATES.matcher(matcher.group(2)).matches()) {
            return null;
        }
        // A pair of numbers becomes an array, and so does what parentheses enclose.
        String json = matcher.group(2).replaceAll("([-+0-9.eE]+)\\s+([-+0-9.eE]+)", "[$1,$2]")
                .replace('(', '[').replace(')', ']');
        JsonNode coordinates = Json.parse(json).orElse(null);
        if (coordinates == null || coordinates.isEmpty()) {
            return null;
        }
        ObjectNode bag = Json.newBag().put("type", type);
        bag.set("coordinates", type.equals("Point") ? coordinates.get(0) : flattened(type, coordinates));
        return bag;
    }

    /// The points of a multiple point may each stand in parentheses.
    private static JsonNode flattened(String type, JsonNode coordinates) {
        if (!type.equals("MultiPoint")) {
            return coordinates;
        }
        var points = Json.newArray();
        coordinates.forEach(point -> points.add(point.path(0).isArray() ? point.get(0) : point));
        return points;
    }
}
