package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.DATETIME;
import static io.holdfast.kql.KqlType.INT;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.STRING;
import static io.holdfast.kql.KqlType.TIMESPAN;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.internal.Expression.ColumnDeclaration;
import io.holdfast.kql.internal.Expression.DataTable;
import io.holdfast.kql.internal.Expression.Named;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
        List<Column> columns = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (ColumnDeclaration declaration : table.columns()) {
            if (!names.add(declaration.name())) {
                throw KqlException.of(Kind.SEMANTIC, declaration.position(),
                        "The column '" + declaration.name() + "' is declared twice");
            }
            columns.add(context.column(declaration.name(), declaration.type()));
        }
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
