package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.internal.Operator.MvColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Binds `mv-expand`.
final class ExpandBinder {
    private final BindContext context;
    private final ScalarBinder scalars;

    /// Most columns side by side: the engine plans each for each row of all.
    private static final int MAX_COLUMNS = 100;

    ExpandBinder(BindContext context, ScalarBinder scalars) {
        this.context = context;
        this.scalars = scalars;
    }

    Relation bind(Operator.MvExpand expand, Relation input) {
        String kind = expand.options().getOrDefault("bagexpansion",
                expand.options().getOrDefault("kind", "bag"));
        List<Assignment> elements = new ArrayList<>();
        Map<String, Assignment> outputs = new LinkedHashMap<>();
        scalars.columns.list()
                .forEach(column -> outputs.put(column.name(), new Assignment(column, new ColumnRef(column))));
        if (expand.columns().size() > MAX_COLUMNS) {
            throw KqlException.of(Kind.TOO_COMPLEX, expand.position(),
                    "mv-expand of more than %d columns".formatted(MAX_COLUMNS));
        }
        for (MvColumn column : expand.columns()) {
            Scalar source = scalars.bind(column.column().value());
            if (source.type() != DYNAMIC) {
                throw KqlException.of(Kind.SEMANTIC, column.column().position(),
                        "mv-expand needs a dynamic value, not one of type " + source.type().kustoName());
            }
            Column element = context.column("", DYNAMIC);
            elements.add(new Assignment(element, source));
            String name = column.column().name().or(() -> ColumnNames.inferred(column.column().value()))
                    .orElseGet(() -> Columns.unique("Column1", outputs.keySet()));
            KqlType type = column.type() == null ? DYNAMIC : column.type();
            outputs.put(name, new Assignment(context.column(name, type),
                    Conversions.cast(new ColumnRef(element), type)));
        }
        Column index = null;
        String indexName = expand.options().get("with_itemindex");
        if (indexName != null) {
            index = context.column("", LONG);
            outputs.put(indexName, new Assignment(context.column(indexName, LONG), new ColumnRef(index)));
        }
        Long limit = expand.rowLimit() == null
                ? null
                : (Long) scalars.constant(expand.rowLimit(), LONG).value();
        Relation expanded = new Relation.Expand(input, elements, index, limit, kind.equals("array"));
        List<Assignment> all = new ArrayList<>(outputs.values());
        all.addAll(ProjectionBinder.same(scalars.columns.keys()));
        return new Relation.Project(expanded, all);
    }
}
