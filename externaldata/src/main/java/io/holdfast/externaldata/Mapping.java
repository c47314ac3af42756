package io.holdfast.externaldata;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where in a record each column of a source is. Immutable.
///
/// Shape of `ingestionMapping`: a JSON array of `{"Column": NAME, "Properties": {"Ordinal": N}}`, with `Path` for
/// JSON and `ConstValue` for a constant, or the older form with `Ordinal` or `Path` beside the name. Source: Kusto
/// reference, page "Ingestion mappings".
final class Mapping {

    private final List<ColumnSchema> columns;
    private final List<Place> places;

    private Mapping(List<ColumnSchema> columns, List<Place> places) {
        this.columns = columns;
        this.places = places;
    }

    /// Where a column is.
    ///
    /// @param ordinal among the values of a record; negative for nowhere
    /// @param path in a JSON record; empty for nowhere
    /// @param constant what the column holds in any case
    private record Place(int ordinal, Optional<JsonPath> path, Optional<String> constant) {}

    /// A mapping, without one the columns in their order, of JSON by their names.
    ///
    /// @throws ReadFailure if the text is no mapping
    static Mapping of(List<ColumnSchema> columns, Optional<String> json) {
        if (json.isEmpty()) {
            return new Mapping(columns, IntStream.range(0, columns.size())
                    .mapToObj(index -> new Place(index,
                            Optional.of(JsonPath.member(columns.get(index).name())), Optional.empty()))
                    .toList());
        }
        JsonNode entries = parsed(json.get());
        List<Place> places = new ArrayList<>();
        for (ColumnSchema column : columns) {
            places.add(entries.valueStream().filter(entry -> column.name().equals(name(entry))).findFirst()
                    .map(Mapping::place).orElse(new Place(-1, Optional.empty(), Optional.empty())));
        }
        return new Mapping(columns, places);
    }

    private static JsonNode parsed(String json) {
        try {
            JsonNode entries = JsonMapper.shared().readTree(json);
            if (entries.isArray()) {
                return entries;
            }
        } catch (JacksonException _) {
            // Said below.
        }
        throw new ReadFailure("the ingestionMapping is no JSON array");
    }

    private static @Nullable String name(JsonNode entry) {
        return property(entry, "Column").or(() -> property(entry, "Name")).orElse(null);
    }

    private static Place place(JsonNode entry) {
        if (property(entry, "Transform").isPresent()) {
            throw new ReadFailure(
                    "an ingestionMapping with a transformation is not read; convert in the query");
        }
        try {
            return new Place(property(entry, "Ordinal").map(Integer::parseInt).orElse(-1),
                    property(entry, "Path").map(JsonPath::parse), property(entry, "ConstValue"));
        } catch (NumberFormatException _) {
            throw new ReadFailure("an Ordinal of the ingestionMapping is no number");
        }
    }

    /// A value of an entry or of its properties, whatever case its name is in.
    private static Optional<String> property(JsonNode entry, String name) {
        return entry.propertyStream()
                .flatMap(property -> property.getKey().equalsIgnoreCase("Properties")
                        ? property.getValue().propertyStream()
                        : Stream.of(property))
                .filter(property -> property.getKey().equalsIgnoreCase(name) && !property.getValue().isNull())
                .map(property -> property.getValue().asString()).findFirst();
    }

    int width() {
        return columns.size();
    }

    /// The texts of the columns in a record of values, null where it has none.
    @Nullable
    String[] texts(List<String> values) {
        @Nullable
        String[] texts = new @Nullable String[columns.size()];
        for (int index = 0; index < texts.length; index++) {
            Place place = places.get(index);
            texts[index] = place.ordinal() >= 0 && place.ordinal() < values.size()
                    ? values.get(place.ordinal())
                    : place.constant().orElse(null);
        }
        return texts;
    }

    /// The same of a JSON record: dynamic values as JSON.
    @Nullable
    String[] texts(JsonNode record) {
        @Nullable
        String[] texts = new @Nullable String[columns.size()];
        for (int index = 0; index < texts.length; index++) {
            Place place = places.get(index);
            JsonNode value = place.path().map(path -> path.find(record)).orElse(null);
            texts[index] = value == null || value.isMissingNode() || value.isNull()
                    ? place.constant().orElse(null)
                    : columns.get(index).type() == KqlType.DYNAMIC || value.isContainer()
                            ? value.toString()
                            : value.asString();
        }
        return texts;
    }
}
