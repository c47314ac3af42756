package io.holdfast.loganalytics.internal;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/// Reads the records of one call against the columns that they may fill: a JSON array of objects.
///
/// A value is converted to the type of its column; one that cannot be is left out, and its record is
/// reported. What is no object is left out and reported. Members that name no column are kept together in the
/// column [#UNMAPPED]. A record without `TimeGenerated` gets the time of ingestion. Streams over the body
/// once, holding one row at a time beside the result. Immutable and thread-safe.
public final class RowReader {

    /// The column that every table has.
    public static final String TIME_GENERATED = "TimeGenerated";
    /// The column of when a row was taken in.
    public static final String TIME_RECEIVED = "_TimeReceived";
    /// The column of type dynamic for the members of a record that name no other: an object.
    public static final String UNMAPPED = "_Unmapped";

    /// The deepest nesting within a record.
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NAME_CHARS = 10_000;
    private static final byte FIRST_OF_BYTE_ORDER_MARK = (byte) 0xEF;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME_CHARS).build())
            .build()).build();

    private static final SerializableString RECEIVED = new SerializedString(TIME_RECEIVED);

    private final Map<String, Integer> indexByName = new HashMap<>();
    private final List<Field> columns;
    private final int timeIndex;

    /// A column, and its name as rows have it.
    private record Field(ColumnSchema column, SerializableString name) {

        static Field of(ColumnSchema column) {
            return new Field(column, new SerializedString(column.name()));
        }
    }

    /// @param columns names are case-sensitive; `TimeGenerated` among them
    public RowReader(List<ColumnSchema> columns) {
        this.columns = columns.stream().filter(column -> !column.name().equals(UNMAPPED)).map(Field::of)
                .toList();
        for (Field field : this.columns) {
            indexByName.put(field.column().name(), indexByName.size());
        }
        this.timeIndex = Optional.ofNullable(indexByName.get(TIME_GENERATED))
                .orElseThrow(() -> new IllegalArgumentException("No column " + TIME_GENERATED));
    }

    /// Reads a body.
    ///
    /// @param now time of ingestion
    /// @throws RowException if it is no well-formed JSON array
    public Rows read(byte[] body, Instant now) {
        return read(body, Moments.of(now));
    }

    /// The same for records that may have waited.
    public Rows read(byte[] body, Moments moments) {
        Reading reading = new Reading(body, moments);
        try (JsonParser parser = JSON.createParser(body);
                JsonGenerator generator = JSON.createGenerator(reading.out)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw RowException.malformed("The body must be a JSON array of objects.");
            }
            generator.writeStartArray();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                reading.record(parser, generator);
            }
            if (parser.nextToken() != null) {
                throw RowException.malformed("The body goes on after its JSON array.");
            }
            generator.writeEndArray();
        } catch (JacksonException e) {
            throw malformed(e, reading.index);
        }
        return reading.rows();
    }

    private static RowException malformed(JacksonException e, int record) {
        String where = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")";
        return RowException.malformed("The body is not well-formed JSON in UTF-8 at record " + record + where
                + "; nothing of this call was written.");
    }

    /// One call on its way.
    private final class Reading {
        private final ByteArrayOutputStream out;
        private final List<BadRecord> bad = new ArrayList<>();
        private final byte[] body;
        // The parser counts without it.
        private final boolean hasByteOrderMark;
        private final String now;
        private final String received;
        private int index;
        private int count;
        private boolean hasUnmapped;

        Reading(byte[] body, Moments moments) {
            this.body = body;
            this.hasByteOrderMark = body.length > 0 && body[0] == FIRST_OF_BYTE_ORDER_MARK;
            this.now = Datetimes.canonical(moments.generated());
            this.received = Datetimes.canonical(moments.received());
            this.out = new ByteArrayOutputStream(body.length + body.length / 8);
        }

        Rows rows() {
            return new Rows(out.toByteArray(), count, hasUnmapped, bad);
        }

        void record(JsonParser parser, JsonGenerator generator) {
            long start = parser.currentTokenLocation().getByteOffset();
            boolean isObject = parser.currentToken() == JsonToken.START_OBJECT;
            List<String> faults = new ArrayList<>();
            if (isObject) {
                object(parser, generator, faults);
                count++;
            } else {
                parser.skipChildren();
                faults.add("it is no JSON object");
            }
            if (!faults.isEmpty()) {
                bad.add(new BadRecord(index, String.join("; ", faults), sent(start, parser), isObject));
            }
            index++;
        }

        private String sent(long start, JsonParser parser) {
            // Without its end for what is no object or array, which has no end of its own.
            long end = Math.min(parser.currentLocation().getByteOffset(), body.length);
            int from = (int) Math.max(0, start);
            int length = (int) Math.max(0, end - from);
            return RowValues.cut(new String(body, from, length, StandardCharsets.UTF_8),
                    RowValues.MAX_TEXT_BYTES);
        }

        private void object(JsonParser parser, JsonGenerator generator, List<String> faults) {
            boolean[] seen = new boolean[columns.size()];
            boolean hasTime = false;
            @Nullable
            TokenBuffer unmapped = null;
            generator.writeStartObject();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                Integer column = indexByName.get(name);
                if (column == null) {
                    unmapped = unmapped == null ? opened() : unmapped;
                    unmapped.writeName(RowValues.whole(name));
                    RowValues.write(parser, unmapped, KqlType.DYNAMIC);
                } else if (seen[column]) {
                    parser.skipChildren();
                    faults.add("it names the column '" + name + "' twice, and the first counts");
                } else {
                    seen[column] = true;
                    hasTime |= value(parser, generator, columns.get(column), faults) && column == timeIndex;
                }
            }
            if (!hasTime) {
                generator.writeStringProperty(TIME_GENERATED, now);
            }
            if (unmapped != null) {
                unmapped.writeEndObject();
                generator.writeName(UNMAPPED);
                unmapped.serialize(generator);
                hasUnmapped = true;
            }
            generator.writeName(RECEIVED);
            generator.writeString(received);
            generator.writeEndObject();
        }

        private TokenBuffer opened() {
            TokenBuffer buffer = TokenBuffer.forGeneration();
            buffer.writeStartObject();
            return buffer;
        }

        private boolean value(JsonParser parser, JsonGenerator generator, Field field,
                List<String> faults) {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return false;
            }
            ColumnSchema column = field.column();
            if (column.type() == KqlType.DATETIME
                    ? time(parser, generator, field)
                    : other(parser, generator, field)) {
                return true;
            }
            parser.skipChildren();
            faults.add("its column '" + column.name() + "' is left out: expected "
                    + RowValues.expectation(column.type()));
            return false;
        }

        /// A time that is none must not stand before the one that is given instead.
        private static boolean time(JsonParser parser, JsonGenerator generator, Field field) {
            Optional<String> time = RowValues.datetime(parser);
            time.ifPresent(text -> {
                generator.writeName(field.name());
                generator.writeString(text);
            });
            return time.isPresent();
        }

        private boolean other(JsonParser parser, JsonGenerator generator, Field field) {
            generator.writeName(field.name());
            KqlType type = field.column().type();
            boolean written = (type == KqlType.STRING && copied(parser, generator))
                    || RowValues.write(parser, generator, type);
            if (!written) {
                generator.writeNull();
            }
            return written;
        }

        /// Writes a text of ASCII without escapes as it stands in the body; answers false, with nothing written, for
        /// all else.
        private boolean copied(JsonParser parser, JsonGenerator generator) {
            if (hasByteOrderMark || parser.currentToken() != JsonToken.VALUE_STRING) {
                return false;
            }
            // Less than no byte where the body is not in UTF-8.
            int start = (int) parser.currentTokenLocation().getByteOffset() + 1;
            int length = start > 0 && body[start - 1] == '"' ? RowValues.plainBytes(body, start) : -1;
            if (length < 0) {
                return false;
            }
            generator.writeRawUTF8String(body, start, length);
            return true;
        }
    }
}
