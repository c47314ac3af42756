package io.holdfast.kql.internal;

import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.KeyPair;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Frame;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.Scalar.Window;
import io.holdfast.kql.WindowOp;
import io.holdfast.kql.internal.Expression.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Binds `mv-apply` and `partition`: operators that run a subquery for each of many small tables.
///
/// The small tables are one relation with a partition key, a column without a name, which every operator of
/// the subquery works by and passes on.
final class PartitionBinder {
    /// Source: the Kusto reference, page "partition operator".
    private static final int MAX_PARTITIONS = 64;

    private final TableBinder tables;
    private final Scope scope;

    PartitionBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    Relation bind(Operator.Partition partition, Relation input) {
        Columns columns = new Columns(input.columns());
        ScalarBinder scalars = new ScalarBinder(tables, scope, columns, null);
        Column key = tables.context.column("", KqlType.STRING);
        List<Assignment> all = new ArrayList<>(ProjectionBinder.same(input.columns()));
        all.add(new Assignment(key, Conversions.cast(scalars.bind(partition.key()), KqlType.STRING)));
        Relation result = subquery(partition.subquery(), new Relation.Project(input, all));
        return without(result, key);
    }

    /// Binds the query once for each value of the key, which the rows tell.
    Relation bind(Operator.PartitionQuery partition, Relation input) {
        if (!(partition.key() instanceof Name name)) {
            throw KqlException.of(Kind.SEMANTIC, partition.key().position(),
                    "partition by a query takes the name of a column");
        }
        Column key = new Columns(input.columns()).require(name.position(), name.text());
        Column value = tables.context.column("value", key.type());
        Relation distinct = new Relation.Aggregate(input,
                List.of(new Assignment(value, new ColumnRef(key))), List.of());
        List<UnionBinder.Branch> branches = new ArrayList<>();
        for (List<@Nullable Object> row : tables.context.runner
                .run(new BoundQuery(distinct, tables.context.scans))) {
            branches.add(branch(partition, name, constant(key.type(), row.getFirst())));
        }
        if (branches.size() > MAX_PARTITIONS) {
            throw KqlException.of(Kind.TOO_COMPLEX, partition.position(),
                    "partition by a query takes at most " + MAX_PARTITIONS + " values");
        }
        if (branches.isEmpty()) {
            UnionBinder.Branch none = branch(partition, name, Literal.nullOf(key.type()));
            branches.add(new UnionBinder.Branch("", new Relation.Filter(none.relation(), Literal.of(false))));
        }
        return new UnionBinder(tables, scope).combine(branches, false, null);
    }

    private UnionBinder.Branch branch(Operator.PartitionQuery partition, Name name, Scalar value) {
        Scope inner = new Scope(scope);
        inner.define(name.text(), new Scope.Binding.Value(value));
        return new UnionBinder.Branch("", tables.bind(partition.query(), inner));
    }

    /// Returns a cell of a result as a constant.
    private static Scalar constant(KqlType type, @Nullable Object cell) {
        if (cell == null || type == KqlType.DYNAMIC || type == KqlType.GUID) {
            return cell == null ? Literal.nullOf(type) : new Literal(type, cell);
        }
        return cell instanceof String text
                ? Conversions.cast(Literal.of(text), type)
                : new Literal(type, cell);
    }

    Relation bind(Operator.MvApply apply, Relation input) {
        Column row = tables.context.column("", KqlType.LONG);
        List<Assignment> all = new ArrayList<>(ProjectionBinder.same(input.columns()));
        all.add(new Assignment(row,
                new Window(WindowOp.ROW_NUMBER, List.of(Literal.of(1)), Frame.ALL, KqlType.LONG)));
        Relation numbered = new Relation.Project(input, all);
        boolean keepsRows = apply.subquery().stream().allMatch(PartitionBinder::keepsColumns);
        // Where the subquery drops columns they are joined to its rows again.
        Relation outer = keepsRows ? numbered : tables.shared(numbered);
        Columns outerColumns = new Columns(outer.columns());
        Relation expanded = new ExpandBinder(tables.context,
                new ScalarBinder(tables, scope, outerColumns, null)).bind(apply.expand(), outer);
        Relation result = subquery(apply.subquery(), expanded);
        Column outerRow = outer.columns().get(all.size() - 1);
        if (!keepsRows) {
            return joined(apply, input, outer, result);
        }
        boolean reordered = apply.subquery().stream()
                .anyMatch(operator -> operator instanceof Operator.Top || operator instanceof Operator.Sort);
        return without(reordered ? sorted(result, outerRow) : result, outerRow);
    }

    private static boolean keepsColumns(Operator operator) {
        return switch (operator) {
            case Operator.Where _,Operator.Extend _,Operator.Top _,Operator.Take _,Operator.Sort _ -> true;
            case Operator.Serialize _,Operator.MvExpand _,Operator.Parse _ -> true;
            default -> false;
        };
    }

    private Relation subquery(List<Operator> operators, Relation input) {
        Scope inner = new Scope(scope);
        OperatorBinder binder = new OperatorBinder(tables, inner);
        Relation relation = input;
        for (Operator operator : operators) {
            tables.context.countOperator(operator.position());
            relation = binder.bind(operator, relation, false);
        }
        return relation;
    }

    private static Relation without(Relation relation, Column key) {
        return new Relation.Project(relation, ProjectionBinder.same(
                relation.columns().stream().filter(column -> !column.equals(key)).toList()));
    }

    /// Puts the columns that are not expanded beside those of the subquery's result.
    ///
    /// @param outer the rows of the input, numbered and shared: its columns are copies of those of the input
    private Relation joined(Operator.MvApply apply, Relation input, Relation outer, Relation result) {
        Column outerRow = outer.columns().getLast();
        Column resultRow = result.columns().stream().filter(column -> column.equals(outerRow)).findFirst()
                .orElseThrow(() -> unsupported(apply.position()));
        Map<String, Assignment> outputs = new LinkedHashMap<>();
        Relation again = tables.again((Relation.Shared) outer);
        for (Column column : new Columns(again.columns()).list()) {
            boolean expanded = apply.expand().columns().stream()
                    .anyMatch(element -> element.column().names().isEmpty()
                            && element.column().value() instanceof Name name
                            && name.text().equals(column.name()));
            if (!expanded) {
                outputs.put(column.name(), new Assignment(column, new ColumnRef(column)));
            }
        }
        for (Column column : new Columns(result.columns()).list()) {
            outputs.put(column.name(), new Assignment(column, new ColumnRef(column)));
        }
        Column againRow = again.columns().getLast();
        Relation join = new Relation.Join(JoinKind.INNER, result, again,
                List.of(new KeyPair(resultRow, againRow)));
        List<Assignment> all = new ArrayList<>(outputs.values());
        // The partition keys of an outer subquery go on under their own ids.
        for (int index = 0; index < input.columns().size(); index++) {
            Column key = input.columns().get(index);
            if (key.name().isEmpty()) {
                all.add(new Assignment(key, new ColumnRef(again.columns().get(index))));
            }
        }
        return new Relation.Project(sorted(join, againRow), all);
    }

    private static Relation sorted(Relation rows, Column row) {
        return new Relation.Sort(rows, List.of(new Relation.SortKey(new ColumnRef(row), true, true)));
    }

    private static KqlException unsupported(Position position) {
        return KqlException.of(Kind.UNSUPPORTED, position,
                "not supported yet: a subquery that reads other tables than its own rows");
    }
}
