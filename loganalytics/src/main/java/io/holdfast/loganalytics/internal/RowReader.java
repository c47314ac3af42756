package io.holdfast.loganalytics.internal;

import io.holdfast.kql.ColumnSchema;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// Reads the records of one call against the columns that they may fill: a JSON array of objects.
///
/// Every value is checked before anything is written anywhere; the first that does not fit refuses the call.
/// Members
/// that name no column are dropped and counted. A record without `TimeGenerated` gets the time of ingestion.
/// Streams
/// over the body once, holding one row at a time beside the result. Immutable and thread-safe.
public final class RowReader {

    /// The column that every table has.
    public static final String TIME_GENERATED = "TimeGenerated";

    /// The deepest nesting within a record.
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NAME_CHARS = 10_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME_CHARS).build())
            .build()).build();

    private final Map<String, Integer> indexByName = new HashMap<>();
    private final List<ColumnSchema> columns;
    private final int timeIndex;

    /// @param columns names are case-sensitive; `TimeGenerated` among them
    public RowReader(List<ColumnSchema> columns) {
        this.columns = List.copyOf(columns);
        for (ColumnSchema column : columns) {
            indexByName.put(column.name(), indexByName.size());
        }
        this.timeIndex = Optional.ofNullable(indexByName.get(TIME_GENERATED))
                .orElseThrow(() -> new IllegalArgumentException("No column " + TIME_GENERATED));
    }

    /// Reads a body.
    ///
    /// @param now time of ingestion
    /// @throws RowException if it is malformed or a value does not fit its column
    public Rows read(byte[] body, Instant now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + body.length / 8);
        int record = 0;
        long dropped = 0;
        try (JsonParser parser = JSON.createParser(body);
                JsonGenerator generator = JSON.createGenerator(out)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw RowException.malformed("The body must be a JSON array of objects.");
            }
            generator.writeStartArray();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw RowException.malformed(
                            "The record at index " + record
                                    + " is no JSON object: the body must be an array of objects.");
                }
                dropped += readRecord(parser, record, Datetimes.canonical(now), generator);
                record++;
            }
            if (parser.nextToken() != null) {
                throw RowException.malformed("The body goes on after its JSON array.");
            }
            generator.writeEndArray();
        } catch (JacksonException e) {
            throw malformed(e, record);
        }
        return new Rows(out.toByteArray(), record, dropped);
    }

    private static RowException malformed(JacksonException e, int record) {
        String where = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")";
        return RowException.malformed("The body is not well-formed JSON in UTF-8 at record " + record + where
                + "; nothing of this call was written.");
    }

    private long readRecord(JsonParser parser, int record, String now, JsonGenerator generator) {
        boolean[] seen = new boolean[columns.size()];
        boolean hasTime = false;
        long dropped = 0;
        generator.writeStartObject();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            Integer index = indexByName.get(name);
            if (index == null) {
                parser.skipChildren();
                dropped++;
                continue;
            }
            if (seen[index]) {
                throw RowException.malformed(
                        "The record at index " + record + " names the column '" + name + "' twice.");
            }
            seen[index] = true;
            boolean written = write(parser, generator, columns.get(index), record);
            hasTime |= written && index == timeIndex;
        }
        if (!hasTime) {
            generator.writeStringProperty(TIME_GENERATED, now);
        }
        generator.writeEndObject();
        return dropped;
    }

    private static boolean write(JsonParser parser, JsonGenerator generator, ColumnSchema column,
            int record) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return false;
        }
        generator.writeName(column.name());
        if (!RowValues.write(parser, generator, column.type())) {
            throw RowException.wrongType(record, column.name(), RowValues.expectation(column.type()));
        }
        return true;
    }
}
