package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.DATETIME;
import static io.holdfast.kql.KqlType.INT;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.STRING;
import static io.holdfast.kql.KqlType.TIMESPAN;

import io.holdfast.kql.Column;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.ExternalSource;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.ColumnDeclaration;
import io.holdfast.kql.internal.Expression.DataTable;
import io.holdfast.kql.internal.Expression.ExternalData;
import io.holdfast.kql.internal.Expression.Named;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Binds the operators that make rows of their own.
final class Sources {
    private static final Map<KqlType, String> CLR_NAMES = Map.of(KqlType.BOOL, "System.SByte", INT,
            "System.Int32", LONG,
            "System.Int64", KqlType.REAL, "System.Double", KqlType.DECIMAL, "System.Data.SqlTypes.SqlDecimal",
            STRING,
            "System.String", DATETIME, "System.DateTime", TIMESPAN, "System.TimeSpan", KqlType.GUID,
            "System.Guid",
            KqlType.DYNAMIC, "System.Object");

    private Sources() {}

    /// One row without columns.
    static Relation empty() {
        return new Relation.Values(List.of(), List.of(List.of()));
    }

    static Relation dataTable(BindContext context, DataTable table) {
        int width = table.columns().size();
        List<Expression.Literal> values = table.values();
        if (width == 0 || values.size() % width != 0) {
            throw KqlException.of(Kind.SEMANTIC, table.position(),
                    "The datatable has %d columns and %d values, which fill no whole rows".formatted(width,
                            values.size()));
        }
        List<Column> columns = declared(context, table.columns());
        List<List<Literal>> rows = new ArrayList<>();
        for (int start = 0; start < values.size(); start += width) {
            List<Literal> row = new ArrayList<>();
            for (int index = 0; index < width; index++) {
                row.add(value(values.get(start + index), columns.get(index).type()));
            }
            rows.add(row);
        }
        return new Relation.Values(columns, rows);
    }

    private static List<Column> declared(BindContext context, List<ColumnDeclaration> declarations) {
        List<Column> columns = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (ColumnDeclaration declaration : declarations) {
            if (!names.add(declaration.name())) {
                throw KqlException.of(Kind.SEMANTIC, declaration.position(),
                        "The column '" + declaration.name() + "' is declared twice");
            }
            columns.add(context.column(declaration.name(), declaration.type()));
        }
        return columns;
    }

    /// A scan of the texts of a source outside, and what makes values of them.
    ///
    /// @param uris the addresses, which the query may have computed
    static Relation externalData(BindContext context, ExternalData data, List<String> uris) {
        List<Column> columns = declared(context, data.columns());
        Map<String, String> properties = new HashMap<>();
        data.properties().forEach((name, value) -> properties.put(name.toLowerCase(Locale.ROOT), value));
        ExternalSource source = new ExternalSource(data.position(), columns.stream()
                .map(column -> new ColumnSchema(column.name(), column.type())).toList(), uris, properties);
        Relation.Scan texts = context.scan(context.catalog.externalData(source)
                .orElseThrow(() -> KqlException.of(Kind.UNSUPPORTED, data.position(),
                        "externaldata is off: nothing outside may be read here")));
        List<Assignment> values = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            Scalar text = new Scalar.ColumnRef(texts.columns().get(index));
            KqlType type = columns.get(index).type();
            values.add(new Assignment(columns.get(index), type == KqlType.DYNAMIC
                    ? new Scalar.Call(ScalarOp.PARSE_JSON, List.of(text), type)
                    : Conversions.cast(text, type)));
        }
        return new Relation.Project(texts, values);
    }

    private static Literal value(Expression.Literal written, KqlType type) {
        Literal literal = new Literal(written.type(), written.value());
        if (type == KqlType.DYNAMIC && written.type() != KqlType.DYNAMIC) {
            StringBuilder json = new StringBuilder();
            JsonValues.append(json, written);
            return new Literal(type, written.value() == null ? null : json.toString());
        }
        Scalar converted = Conversions.cast(literal, type);
        if (converted instanceof Literal constant) {
            return constant;
        }
        if (type == STRING && converted instanceof Scalar.Call call
                && Folding.fold(call) instanceof Literal folded) {
            return folded;
        }
        throw KqlException.of(Kind.SEMANTIC, written.position(),
                "A value of type %s is expected here, not of type %s"
                        .formatted(type.kustoName(), written.type().kustoName()));
    }

    static Relation print(ScalarBinder binder, Operator.Print print) {
        List<Assignment> assignments = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (int index = 0; index < print.columns().size(); index++) {
            Named named = print.columns().get(index);
            List<ScalarBinder.Value> several = named.names().isEmpty()
                    ? binder.values(named.value())
                    : List.of();
            if (several.isEmpty()) {
                several = List.of(new ScalarBinder.Value(named.name().orElse("print_" + index),
                        binder.bind(named.value())));
            }
            for (ScalarBinder.Value value : several) {
                String name = Columns.unique(value.name(), names);
                names.add(name);
                assignments.add(new Assignment(binder.context().column(name, value.scalar().type()),
                        value.scalar()));
            }
        }
        return new Relation.Project(empty(), assignments);
    }

    static Relation range(ScalarBinder binder, Operator.Range range) {
        Scalar start = binder.bind(range.start());
        Scalar end = binder.bind(range.end());
        Scalar step = binder.bind(range.step());
        KqlType type = start.type();
        KqlType stepType = type == DATETIME ? TIMESPAN : type;
        if (type.isNumeric()) {
            type = Conversions.widest(type, step.type()).orElse(type);
            type = Conversions.widest(type, end.type()).orElse(type);
            type = type == INT ? LONG : type;
            stepType = type;
        } else if (type != DATETIME && type != TIMESPAN) {
            throw KqlException.of(Kind.SEMANTIC, range.start().position(),
                    "range counts numbers, datetimes or timespans, not values of type " + type.kustoName());
        }
        return new Relation.Sequence(binder.context().column(range.column(), type),
                binder.convert(range.start().position(), start, type),
                binder.convert(range.end().position(), end, type),
                binder.convert(range.step().position(), step, stepType));
    }

    static Relation schema(BindContext context, List<Column> columns) {
        List<Column> shape = List.of(context.column("ColumnName", STRING),
                context.column("ColumnOrdinal", INT),
                context.column("DataType", STRING), context.column("ColumnType", STRING));
        List<List<Literal>> rows = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            Column column = columns.get(index);
            rows.add(List.of(Literal.of(column.name()), new Literal(INT, index),
                    Literal.of(CLR_NAMES.getOrDefault(column.type(), "System.Object")),
                    Literal.of(column.type().kustoName())));
        }
        return new Relation.Values(shape, rows);
    }
}
