package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.LONG;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.BoundQuery.RenderHint;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.WindowOp;
import io.holdfast.kql.internal.Operator.Ordered;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Binds one operator of a pipeline over the relation before it.
final class OperatorBinder {
    private final TableBinder tables;
    private final Scope scope;

    OperatorBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    /// @param leading whether the operator stands first, without rows before it
    Relation bind(Operator operator, Relation input, boolean leading) {
        return switch (operator) {
            case Operator.Where where -> filter(where, input);
            case Operator.Summarize summarize -> new SummarizeBinder(tables, scope).bind(summarize, input);
            case Operator.Sort sort -> new Relation.Sort(input, keys(sort.keys(), input));
            case Operator.Top top ->
                limit(new Relation.Sort(input, keys(List.of(top.key()), input)), count(top.count()));
            case Operator.Take take -> limit(input, count(take.count()));
            case Operator.Count count -> count(count, input);
            case Operator.Union union -> new UnionBinder(tables, scope).bind(union, leading ? null : input);
            case Operator.Join join -> new JoinBinder(tables, scope).bind(join, input);
            case Operator.Print print -> Sources.print(scalars(Sources.empty()), print);
            case Operator.Range range -> Sources.range(scalars(Sources.empty()), range);
            case Operator.Render render -> render(render, input);
            case Operator.MvExpand expand ->
                new ExpandBinder(tables.context, scalars(input)).bind(expand, input);
            case Operator.MvApply apply -> new PartitionBinder(tables, scope).bind(apply, input);
            case Operator.Partition partition -> new PartitionBinder(tables, scope).bind(partition, input);
            case Operator.PartitionQuery partition ->
                new PartitionBinder(tables, scope).bind(partition, input);
            case Operator.SampleDistinct _,Operator.TopHitters _ ->
                new SampleBinder(tables, scope).bind(operator, input);
            case Operator.Search search ->
                new SearchBinder(tables, scope).bind(search, leading ? null : input);
            case Operator.MakeSeries series -> new SeriesBinder(tables, scope).bind(series, input);
            case Operator.TopNested nested -> new TopNestedBinder(tables, scope).bind(nested, input);
            case Operator.Evaluate evaluate -> new PluginBinder(tables, scope).bind(evaluate, input, leading);
            case Operator.ParseKv parse -> new KeyValueBinder(scalars(input)).bind(parse, input);
            case Operator.Parse parse -> new ParseBinder(scalars(input)).bind(parse, input);
            case Operator.As as -> as(as, input);
            case Operator.GetSchema _ -> Sources.schema(tables.context, input.columns());
            case Operator.Invoke invoke -> invoke(invoke, input);
            case Operator.Reduce reduce -> new PatternPlugins(tables, scope).reduce(reduce, input);
            case Operator.Scan scan -> new ScanBinder(tables, scope, scan).bind(input);
            case Operator.MakeGraph _,Operator.GraphMatch _,Operator.GraphMark _,Operator.GraphTables _ ->
                throw KqlException.of(Kind.SEMANTIC, operator.position(),
                        "A graph is made by make-graph and ends in graph-match, graph-shortest-paths or"
                                + " graph-to-table");
            case Operator.Fork fork -> throw KqlException.of(Kind.SEMANTIC, fork.position(),
                    "fork and facet give several results and can only stand in the outermost pipeline");
            case Operator.Other other -> throw KqlException.notSupported(other.position(),
                    "operator '" + other.name() + "'");
            case Operator.Extend _,Operator.Project _,Operator.Select _,Operator.Rename _ ->
                new ProjectionBinder(tables.context, scalars(input)).bind(operator, input);
            case Operator.Reorder _,Operator.Distinct _,Operator.Serialize _,Operator.ProjectByNames _ ->
                new ProjectionBinder(tables.context, scalars(input)).bind(operator, input);
        };
    }

    private ScalarBinder scalars(Relation input) {
        return new ScalarBinder(tables, scope, new Columns(input.columns()), null);
    }

    private Relation filter(Operator.Where where, Relation input) {
        Scalar predicate = scalars(input).bindAs(where.predicate(), KqlType.BOOL);
        if (input instanceof Relation.Filter below && !WindowStages.holdsWindow(predicate)) {
            Scalar both = new Scalar.Call(ScalarOp.AND, List.of(below.predicate(), predicate), KqlType.BOOL);
            return new Relation.Filter(below.input(), flatten(both));
        }
        if (!WindowStages.holdsWindow(predicate)) {
            return new Relation.Filter(input, predicate);
        }
        // A predicate over other rows is a column first, since rows are numbered before any is dropped.
        Column column = tables.context.column("", KqlType.BOOL);
        List<Assignment> all = new ArrayList<>(ProjectionBinder.same(input.columns()));
        all.add(new Assignment(column, predicate));
        return new Relation.Project(
                new Relation.Filter(WindowStages.project(tables.context, input, all), new ColumnRef(column)),
                ProjectionBinder.same(input.columns()));
    }

    /// Returns a conjunction without conjunctions as operands.
    private static Scalar flatten(Scalar both) {
        List<Scalar> operands = new ArrayList<>();
        for (Scalar operand : ((Scalar.Call) both).arguments()) {
            if (operand instanceof Scalar.Call call && call.op() == ScalarOp.AND) {
                operands.addAll(call.arguments());
            } else {
                operands.add(operand);
            }
        }
        return new Scalar.Call(ScalarOp.AND, operands, KqlType.BOOL);
    }

    /// The first rows: of each partition if there are partition keys.
    Relation limit(Relation input, Scalar count) {
        List<Column> keys = new Columns(input.columns()).keys();
        if (keys.isEmpty()) {
            return new Relation.Limit(input, count);
        }
        Column number = tables.context.column("", LONG);
        List<Assignment> all = new ArrayList<>(ProjectionBinder.same(input.columns()));
        all.add(new Assignment(number, new Scalar.Window(WindowOp.ROW_NUMBER, List.of(Scalar.Literal.of(1)),
                new Scalar.Frame(keys, null, null), LONG)));
        Scalar within = new Scalar.Call(ScalarOp.LESS_OR_EQUAL, List.of(new ColumnRef(number), count),
                KqlType.BOOL);
        return new Relation.Project(
                new Relation.Filter(WindowStages.project(tables.context, input, all), within),
                ProjectionBinder.same(input.columns()));
    }

    private List<SortKey> keys(List<Ordered> ordered, Relation input) {
        ScalarBinder binder = scalars(input);
        List<SortKey> keys = new ArrayList<>();
        for (Ordered key : ordered) {
            Scalar value = binder.bind(key.value());
            if (!Conversions.ordered(value.type())) {
                throw KqlException.of(Kind.SEMANTIC, key.value().position(),
                        "Values of type " + value.type().kustoName() + " have no order; convert them first");
            }
            Boolean nullsFirst = key.nullsFirst();
            keys.add(new SortKey(value, key.ascending(), nullsFirst == null ? key.ascending() : nullsFirst));
        }
        return keys;
    }

    Scalar count(Expression expression) {
        return new ScalarBinder(tables, scope, new Columns(List.of()), null).bindAs(expression, LONG);
    }

    private Relation count(Operator.Count count, Relation input) {
        Column column = tables.context.column(count.columnName(), LONG);
        return new Relation.Aggregate(input, ProjectionBinder.same(new Columns(input.columns()).keys()),
                List.of(new AggregateColumn(column, AggregateOp.COUNT, List.of(), null)));
    }

    private Relation render(Operator.Render render, Relation input) {
        tables.context.render = new RenderHint(render.visualization(), render.properties());
        return input;
    }

    private Relation as(Operator.As as, Relation input) {
        Relation.Shared shared = tables.shared(input);
        scope.define(as.name(), new Binding.SharedTable(shared));
        return shared;
    }

    private Relation invoke(Operator.Invoke invoke, Relation input) {
        Optional<Binding> binding = scope.find(invoke.call().function());
        if (binding.isEmpty() || !(binding.get() instanceof Binding.Function function)) {
            throw Suggestions.unknown(invoke.position(),
                    "Unknown function: '" + invoke.call().function() + "'",
                    invoke.call().function(), scope.names());
        }
        // The rows before the operator are the function's first argument, under a name no query can write.
        String name = "\u0000invoke";
        Scope inner = new Scope(scope);
        inner.define(name, new Binding.SharedTable(tables.shared(input)));
        List<Expression.Argument> arguments = new ArrayList<>();
        arguments.add(new Expression.Argument(null, new Expression.Name(invoke.position(), name)));
        arguments.addAll(invoke.call().arguments());
        return new FunctionCalls(tables).table(
                new Expression.Call(invoke.position(), invoke.call().function(), arguments), function, inner);
    }
}
