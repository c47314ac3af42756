package io.holdfast.loganalytics.internal;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.rest.Json;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads the records of one call of the Data Collector API: an object, or an array of objects.
///
/// A member goes to the column of its name with the suffix of its type. If there is none, but one of another
/// type that takes
/// the value, it goes there; else the column is new. Characters of names that are neither letter, digit nor
/// underscore become underscores. A record that cannot be taken is left out and told; a body that is no JSON
/// is refused whole. For one call; not thread-safe. Source: arm-api E.
public final class CollectorReader {

    /// The resource that the records are about, as the header of the call names it.
    public static final String RESOURCE_ID = "_ResourceId";

    private static final String SOURCE_SYSTEM = "SourceSystem";
    private static final String SOURCE = "RestAPI";
    private static final Duration OLDEST = Duration.ofDays(2);
    private static final Duration NEWEST = Duration.ofDays(1);
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NAME_CHARS = 45;
    private static final int MAX_COLUMNS = 500;
    private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9_]");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Map<String, KqlType> columns = new LinkedHashMap<>();
    private final List<ColumnSchema> added = new ArrayList<>();
    private final Optional<String> timeMember;
    private final Optional<String> resourceId;

    /// @param present the columns of the table; none if it is new
    /// @param timeMember whose value is the time of a record, where it is one
    /// @param resourceId of the resource that the records are about
    public CollectorReader(List<ColumnSchema> present, Optional<String> timeMember,
            Optional<String> resourceId) {
        present.forEach(column -> columns.put(column.name(), column.type()));
        this.timeMember = timeMember;
        this.resourceId = resourceId;
    }

    /// What a call brings.
    ///
    /// @param added columns that the table does not have yet
    public record Collected(Rows rows, List<ColumnSchema> added) {}

    /// Reads a body.
    ///
    /// @param moments of ingestion
    /// @throws RowException if it cannot be read
    public Collected read(byte[] body, Moments moments) {
        require(RowReader.TIME_GENERATED, KqlType.DATETIME);
        require(SOURCE_SYSTEM, KqlType.STRING);
        resourceId.ifPresent(id -> require(RESOURCE_ID, KqlType.STRING));
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + body.length / 8);
        List<BadRecord> bad = new ArrayList<>();
        int index = 0;
        try (JsonParser parser = JSON.createParser(body);
                JsonGenerator generator = JSON.createGenerator(out)) {
            generator.writeStartArray();
            boolean isArray = parser.nextToken() == JsonToken.START_ARRAY;
            JsonToken token = isArray ? parser.nextToken() : parser.currentToken();
            while (isArray ? token != JsonToken.END_ARRAY : token == JsonToken.START_OBJECT) {
                record(parser.readValueAsTree(), index, moments, bad)
                        .ifPresent(row -> JSON.writeTree(generator, row));
                index++;
                token = parser.nextToken();
            }
            if (isArray ? parser.nextToken() != null : token != null || index != 1) {
                throw RowException
                        .malformed("The body must be an object or an array of objects, and nothing else.");
            }
            generator.writeEndArray();
        } catch (JacksonException e) {
            throw RowException.malformed("The body is not well-formed JSON in UTF-8 at record " + index
                    + ", or names a member twice; nothing of this call was written.");
        }
        return new Collected(new Rows(out.toByteArray(), index - bad.size(), false, bad), List.copyOf(added));
    }

    /// The row of a record, or none, which is told then: the columns are as if it had not been there.
    private Optional<ObjectNode> record(JsonNode record, int index, Moments moments, List<BadRecord> bad) {
        int before = added.size();
        try {
            if (!record.isObject()) {
                throw RowException.malformed("it is no JSON object");
            }
            return Optional.of(row(record, moments));
        } catch (RowException e) {
            List<ColumnSchema> undone = added.subList(before, added.size());
            undone.forEach(column -> columns.remove(column.name()));
            undone.clear();
            bad.add(new BadRecord(index, Objects.requireNonNullElse(e.getMessage(), ""),
                    RecordArrays.text(Json.bytes(record)), false));
            return Optional.empty();
        }
    }

    private ObjectNode row(JsonNode object, Moments moments) {
        ObjectNode row = Json.object()
                .put(RowReader.TIME_GENERATED, Datetimes.canonical(time(object, moments.generated())))
                .put(RowReader.TIME_RECEIVED, Datetimes.canonical(moments.received()))
                .put(SOURCE_SYSTEM, SOURCE);
        resourceId.ifPresent(id -> row.put(RESOURCE_ID, id));
        Set<String> filled = new HashSet<>();
        object.properties().forEach(member -> {
            if (!member.getValue().isNull()) {
                put(name(member.getKey()), member.getValue(), filled, row);
            }
        });
        return row;
    }

    private Instant time(JsonNode object, Instant now) {
        return timeMember.map(object::path).filter(JsonNode::isString).map(JsonNode::stringValue)
                .flatMap(Datetimes::parse)
                .filter(time -> !time.isBefore(now.minus(OLDEST)) && !time.isAfter(now.plus(NEWEST)))
                .orElse(now);
    }

    private static String name(String member) {
        if (member.isEmpty() || member.length() > MAX_NAME_CHARS) {
            throw RowException
                    .malformed("it has a member whose name has " + member.length() + " characters: 1 to "
                            + MAX_NAME_CHARS + " are taken");
        }
        String name = ODD.matcher(member).replaceAll("_");
        return Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }

    private void put(String name, JsonNode value, Set<String> filled, ObjectNode row) {
        CollectorType type = column(name, value);
        String column = name + type.suffix();
        if (!filled.add(column)) {
            throw RowException.malformed("it has two members for the column '" + column + "'");
        }
        switch (type.converted(value).orElseThrow()) {
            case Boolean truth -> row.put(column, truth);
            case Double number -> row.put(column, number);
            case Object text -> row.put(column, text.toString());
        }
    }

    private CollectorType column(String name, JsonNode value) {
        CollectorType natural = CollectorType.of(value);
        if (columns.containsKey(name + natural.suffix())) {
            require(name + natural.suffix(), natural.type());
            return natural;
        }
        for (CollectorType other : CollectorType.values()) {
            if (columns.get(name + other.suffix()) == other.type() && other.converted(value).isPresent()) {
                return other;
            }
        }
        require(name + natural.suffix(), natural.type());
        return natural;
    }

    private void require(String column, KqlType type) {
        KqlType present = columns.putIfAbsent(column, type);
        if (present == null) {
            added.add(new ColumnSchema(column, type));
            if (columns.size() > MAX_COLUMNS) {
                throw RowException.malformed("the table would have more than " + MAX_COLUMNS + " columns");
            }
        } else if (present != type) {
            throw RowException.malformed("the column '" + column + "' has the type " + present.kustoName()
                    + ", so it takes no " + type.kustoName());
        }
    }
}
