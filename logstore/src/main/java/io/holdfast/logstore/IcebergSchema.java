package io.holdfast.logstore;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/// The columns of a table in Iceberg's terms. Each field's doc names the column type, for readers that know
/// no other catalog.
final class IcebergSchema {

    private IcebergSchema() {}

    static Schema of(List<Column> columns) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (Column column : columns) {
            fields.add(Types.NestedField.optional(fields.size() + 1, column.name(), typeOf(column.type()),
                    docOf(column)));
        }
        return new Schema(fields);
    }

    static String docOf(Column column) {
        return column.type().name();
    }

    static Type typeOf(ColumnType type) {
        return switch (type) {
            case STRING, GUID, DYNAMIC, DECIMAL -> Types.StringType.get();
            case DATETIME -> Types.TimestampType.withoutZone();
            case REAL -> Types.DoubleType.get();
            case INT -> Types.IntegerType.get();
            case LONG, TIMESPAN -> Types.LongType.get();
            case BOOL -> Types.BooleanType.get();
        };
    }

    /// The field id of a column: its place, counted from 1. Holds because columns are only ever added at the
    /// end, both in the catalog and in Iceberg; [#requireAlike] checks it.
    static int fieldId(List<Column> columns, Column column) {
        return columns.indexOf(column) + 1;
    }

    /// Checks that Iceberg's fields are the first of the columns.
    ///
    /// @throws LogStoreException.Corrupt if they are not
    static void requireAlike(Schema schema, List<Column> columns) {
        List<Types.NestedField> fields = schema.columns();
        boolean alike = fields.size() <= columns.size();
        for (int i = 0; alike && i < fields.size(); i++) {
            Types.NestedField field = fields.get(i);
            Column column = columns.get(i);
            alike = field.fieldId() == i + 1 && field.name().equals(column.name())
                    && field.type().equals(typeOf(column.type()));
        }
        if (!alike) {
            throw new LogStoreException.Corrupt("The columns of a table are not those of the catalog", null);
        }
    }
}
