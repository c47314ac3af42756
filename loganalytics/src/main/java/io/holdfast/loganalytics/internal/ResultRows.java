package io.holdfast.loganalytics.internal;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.query.QueryResult;
import io.holdfast.query.ResultColumn;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// The result of a transformation as rows of a table: columns that the table has, by name.
///
/// @param jsonArray as [Rows] has it
/// @param hasUnmapped as [Rows] has it
public record ResultRows(byte[] jsonArray, boolean hasUnmapped) {

    private static final JsonMapper JSON = new JsonMapper();

    /// Makes rows of a result.
    ///
    /// @param stored the columns of the table
    /// @param now when they were taken in; the time of rows without one
    public static ResultRows of(QueryResult result, List<ColumnSchema> stored, Instant now) {
        Set<String> names = stored.stream().map(ColumnSchema::name).collect(Collectors.toSet());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean hasUnmapped = false;
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            generator.writeStartArray();
            for (List<@Nullable Object> row : result.rows()) {
                hasUnmapped |= write(row, result.columns(), names, now, generator);
            }
            generator.writeEndArray();
        }
        return new ResultRows(out.toByteArray(), hasUnmapped);
    }

    /// Answers whether the row has unmapped members.
    private static boolean write(List<@Nullable Object> row, List<ResultColumn> columns, Set<String> names,
            Instant now, JsonGenerator generator) {
        boolean hasTime = false;
        boolean hasUnmapped = false;
        generator.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            ResultColumn column = columns.get(i);
            Object value = row.get(i);
            boolean isUnmapped = column.name().equals(RowReader.UNMAPPED);
            if (value != null && (isUnmapped || names.contains(column.name()))) {
                generator.writeName(column.name());
                write(value, column.type(), generator);
                hasTime |= column.name().equals(RowReader.TIME_GENERATED);
                hasUnmapped |= isUnmapped;
            }
        }
        if (!hasTime) {
            generator.writeStringProperty(RowReader.TIME_GENERATED, Datetimes.canonical(now));
        }
        generator.writeStringProperty(RowReader.TIME_RECEIVED, Datetimes.canonical(now));
        generator.writeEndObject();
        return hasUnmapped;
    }

    private static void write(Object value, KqlType type, JsonGenerator generator) {
        switch (type) {
            case BOOL -> generator.writeBoolean((Boolean) value);
            case INT, LONG -> generator.writeNumber(((Number) value).longValue());
            case REAL -> real(value, generator);
            case DYNAMIC -> generator.writeRawValue(value.toString());
            case STRING -> generator.writeString(RowValues.cut(value.toString(), RowValues.MAX_TEXT_BYTES));
            case DATETIME, GUID -> generator.writeString(value.toString());
            case DECIMAL, TIMESPAN -> throw new IllegalArgumentException(
                    "No column has the type " + Objects.requireNonNull(type).kustoName());
        }
    }

    /// What is no number, such as infinity, is null, as it is when it is sent.
    private static void real(Object value, JsonGenerator generator) {
        if (value instanceof Number number) {
            generator.writeNumber(number.doubleValue());
        } else {
            generator.writeNull();
        }
    }
}
