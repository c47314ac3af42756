package io.holdfast.kql.internal;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.SuppliedFunction;
import io.holdfast.kql.TableSchema;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.DataTable;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Pipeline;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Binds tabular expressions: sources, and pipelines of operators over them.
///
/// A variable that is a table is bound anew each time it is read, with column ids of its own, so that a
/// predicate after one reading narrows only that reading; `materialize()` and `as` make it a shared relation
/// instead.
final class TableBinder {
    /// The column that bounds on time apply to.
    private static final String TIME_COLUMN = "TimeGenerated";
    private static final Set<String> TABULAR_CALLS = Set.of("materialize", "table", "database", "cluster",
            "workspace",
            "app", "adx", "resource", "external_table", "materialized_view", "stored_query_result");
    /// What stands before the table of another workspace.
    private static final Set<String> FOREIGN_CALLS = Set.of("workspace", "app", "resource", "database");

    final BindContext context;

    TableBinder(BindContext context) {
        this.context = context;
    }

    /// Says whether an expression stands for a table, by its form and by what its names stand for.
    boolean isTabular(Expression expression, Scope scope) {
        return switch (expression) {
            case Pipeline _,DataTable _,Expression.ExternalData _,Expression.Wildcard _ -> true;
            case Name name -> scope.find(name.text()).map(binding -> isTabular(binding))
                    .orElseGet(() -> context.catalog.find(name.text()).isPresent());
            case Call call -> scope.find(call.function()).map(binding -> isTabular(binding))
                    .orElseGet(() -> TABULAR_CALLS.contains(call.function()));
            case Expression.MemberCall call -> isTabular(call.base(), scope);
            case Expression.Member member -> member.base() instanceof Call call
                    && (TABULAR_CALLS.contains(call.function()) || isPattern(call, scope));
            case Expression.Element element -> element.base() instanceof Call call && isPattern(call, scope);
            default -> false;
        };
    }

    private boolean isTabular(Binding binding) {
        return switch (binding) {
            case Binding.Value _ -> false;
            case Binding.Table _,Binding.SharedTable _ -> true;
            case Binding.Function function -> new FunctionCalls(this).isTabular(function);
            case Binding.Supplied _,Binding.Pattern _ -> true;
        };
    }

    private static boolean isPattern(Call call, Scope scope) {
        return scope.find(call.function()).filter(Binding.Pattern.class::isInstance).isPresent();
    }

    Relation bind(Expression expression, Scope scope) {
        context.countOperator(expression.position());
        context.enterTable(expression.position());
        try {
            return source(expression, scope);
        } finally {
            context.leaveTable();
        }
    }

    private Relation source(Expression expression, Scope scope) {
        return switch (expression) {
            case Pipeline pipeline -> pipeline(pipeline, scope);
            case DataTable table -> Sources.dataTable(context, table);
            case Name name -> named(name, scope);
            case Call call -> call(call, scope);
            case Expression.ExternalData data -> external(data, scope);
            case Expression.Member member when member.base() instanceof Call base && isPattern(base, scope) ->
                new PatternBinder(this).bind(base, new Expression.Literal(member.position(), KqlType.STRING,
                        member.name()), scope);
            case Expression.Element element when element.base() instanceof Call base
                    && isPattern(base, scope) ->
                new PatternBinder(this).bind(base, element.index(), scope);
            case Expression.Member member -> foreign(member.position(), member.base(),
                    new Expression.Literal(member.position(), KqlType.STRING, member.name()), scope);
            case Expression.MemberCall call when call.call().function().equals("table")
                    && call.call().arguments().size() == 1 ->
                foreign(call.position(), call.base(), call.call().arguments().getFirst().value(), scope);
            case Expression.MemberCall call -> throw KqlException.notSupported(call.position(),
                    "functions of other clusters, databases or workspaces");
            case Expression.Wildcard wildcard -> throw KqlException.of(Kind.SEMANTIC, wildcard.position(),
                    "A name with '*' can only stand in union");
            default ->
                throw KqlException.of(Kind.SEMANTIC, expression.position(), "A table is expected here");
        };
    }

    private Relation pipeline(Pipeline pipeline, Scope scope) {
        List<Operator> operators = pipeline.operators();
        if (operators.size() > RelationDepth.MAX_DEPTH) {
            throw KqlException.of(Kind.TOO_COMPLEX, pipeline.position(),
                    "The query is too complex: %d operators "
                            .formatted(operators.size()) + "in a row (at most " + RelationDepth.MAX_DEPTH
                            + ")");
        }
        if (!operators.isEmpty() && GraphBinder.takesGraph(operators.getFirst())
                && pipeline.source() != null) {
            Optional<Graph> made = new GraphBinder(this).graphOf(pipeline.source(), scope);
            if (made.isPresent()) {
                return new GraphBinder(this).consume(made.get(), operators, scope);
            }
        }
        return operators(operators, pipeline.source() == null ? null : bind(pipeline.source(), scope), scope);
    }

    /// Binds operators one after the other.
    ///
    /// @param input the rows before them; null if the first makes rows of its own
    Relation operators(List<Operator> operators, @Nullable Relation input, Scope scope) {
        // What 'as' names is seen by the operators behind it and by nothing else.
        OperatorBinder binder = new OperatorBinder(this, new Scope(scope));
        Relation relation = input == null ? Sources.empty() : input;
        boolean leading = input == null;
        for (int index = 0; index < operators.size(); index++) {
            Operator operator = operators.get(index);
            context.countOperator(operator.position());
            if (operator instanceof Operator.MakeGraph make) {
                Graph graph = Graph.make(this, scope, make, relation);
                Operator.GraphPartition partition = make.partition();
                if (partition == null) {
                    return new GraphBinder(this).consume(graph,
                            operators.subList(index + 1, operators.size()), scope);
                }
                relation = new GraphBinder(this).consume(graph, partition.operators(), scope);
            } else {
                relation = binder.bind(operator, relation, leading);
            }
            leading = false;
        }
        return relation;
    }

    private Relation named(Name name, Scope scope) {
        Optional<Binding> binding = scope.find(name.text());
        if (binding.isPresent()) {
            return switch (binding.get()) {
                case Binding.Table(Expression expression, Scope definition) -> bind(expression, definition);
                case Binding.SharedTable(Relation.Shared shared) -> again(shared);
                case Binding.Function function -> new FunctionCalls(this)
                        .table(new Call(name.position(), name.text(), List.of()), function, scope);
                case Binding.Supplied(SuppliedFunction supplied) ->
                    supplied(new Call(name.position(), name.text(), List.of()), supplied, scope);
                case Binding.Pattern _ -> throw KqlException.of(Kind.SEMANTIC, name.position(),
                        "'" + name.text() + "' is a pattern; call it with arguments");
                case Binding.Value _ -> throw KqlException.of(Kind.SEMANTIC, name.position(),
                        "'" + name.text() + "' is a value, and a table is expected here");
            };
        }
        return scan(name.position(), name.text(), scope);
    }

    private Relation call(Call call, Scope scope) {
        Optional<Binding> binding = scope.find(call.function());
        if (binding.isPresent() && binding.get() instanceof Binding.Function function) {
            return new FunctionCalls(this).table(call, function, scope);
        }
        if (binding.isPresent() && binding.get() instanceof Binding.Supplied(SuppliedFunction supplied)) {
            return supplied(call, supplied, scope);
        }
        if (isPattern(call, scope)) {
            return new PatternBinder(this).bind(call, null, scope);
        }
        if (call.arguments().size() == 1) {
            Expression argument = call.arguments().getFirst().value();
            if (call.function().equals("materialize")) {
                return share(argument, scope);
            }
            if (call.function().equals("table") && new ScalarBinder(this, scope, new Columns(List.of()), null)
                    .bind(argument) instanceof Literal literal && literal.value() instanceof String name) {
                return named(new Name(argument.position(), name), scope);
            }
        }
        if (TABULAR_CALLS.contains(call.function()) || KnownFunctions.isPlanned(call.function())) {
            throw KqlException.notSupported(call.position(), "function '" + call.function() + "'");
        }
        throw Suggestions.unknown(call.position(), "Unknown function: '" + call.function() + "'",
                call.function(),
                scope.names());
    }

    /// A table of another workspace: `workspace("name").Table`, and the like of `app` and `resource`.
    /// Binds `workspace('...').Table`, also as `workspace('...').table('Table')`.
    private Relation foreign(Position position, Expression place, Expression name, Scope scope) {
        if (!(place instanceof Call call) || call.arguments().size() != 1
                || !FOREIGN_CALLS.contains(call.function())) {
            throw KqlException.notSupported(position, "tables of other clusters or databases");
        }
        ScalarBinder scalars = new ScalarBinder(this, scope, new Columns(List.of()), null);
        String reference = String
                .valueOf(scalars.constant(call.arguments().getFirst().value(), KqlType.STRING).value());
        String wanted = String.valueOf(scalars.constant(name, KqlType.STRING).value());
        TableSchema table = context.catalog.foreignTable(call.function(), reference, wanted)
                .orElseThrow(() -> KqlException.of(Kind.SEMANTIC, position, "There is no table '" + wanted
                        + "' in this " + call.function() + ", or you may not read it"));
        return bounded(context.scan(table));
    }

    private Relation external(Expression.ExternalData data, Scope scope) {
        ScalarBinder scalars = new ScalarBinder(this, scope, new Columns(List.of()), null);
        List<String> uris = data.uris().stream()
                .map(uri -> String.valueOf(scalars.constant(uri, KqlType.STRING).value())).toList();
        return Sources.externalData(context, data, uris);
    }

    private Relation supplied(Call call, SuppliedFunction function, Scope scope) {
        ScalarBinder scalars = new ScalarBinder(this, scope, new Columns(List.of()), null);
        List<@Nullable Object> values = new ArrayList<>();
        for (Expression.Argument argument : call.arguments()) {
            values.add(scalars.bind(argument.value()) instanceof Literal literal ? literal.value() : null);
        }
        TableSchema table = function.table(values).orElseThrow(() -> KqlException.of(Kind.SEMANTIC,
                call.position(), "'" + call.function() + "' finds no '"
                        + values.stream().map(String::valueOf).collect(Collectors.joining("', '"))
                        + "' here"));
        return bounded(context.scan(table));
    }

    /// Binds a table that is to be computed once.
    Relation.Shared share(Expression expression, Scope scope) {
        Expression inner = expression instanceof Call call && call.function().equals("materialize")
                && call.arguments().size() == 1 ? call.arguments().getFirst().value() : expression;
        return shared(bind(inner, scope));
    }

    Relation.Shared shared(Relation definition) {
        return new Relation.Shared(context.nextShared(), definition, copies(definition.columns()));
    }

    Relation.Shared again(Relation.Shared shared) {
        return new Relation.Shared(shared.number(), shared.definition(), copies(shared.columns()));
    }

    private List<Column> copies(List<Column> columns) {
        return columns.stream().map(column -> context.column(column.name(), column.type())).toList();
    }

    Relation scan(Position position, String name, Scope scope) {
        TableSchema table = context.catalog.find(name).orElseThrow(() -> {
            Set<String> known = new TreeSet<>(scope.names());
            known.addAll(context.catalog.names());
            return Suggestions.unknown(position,
                    "Failed to resolve table or column expression named '" + name + "'", name, known);
        });
        return bounded(context.scan(table));
    }

    /// Narrows a scan to the bounds on time that the query is run with.
    private Relation bounded(Relation.Scan scan) {
        BindOptions options = context.options;
        Optional<Column> time = new Columns(scan.columns()).find(TIME_COLUMN)
                .filter(column -> column.type() == KqlType.DATETIME);
        List<Scalar> bounds = new ArrayList<>();
        if (time.isPresent() && options.startTicks() != Long.MIN_VALUE) {
            bounds.add(bound(ScalarOp.GREATER_OR_EQUAL, time.get(), options.startTicks()));
        }
        if (time.isPresent() && options.endTicks() != Long.MAX_VALUE) {
            bounds.add(bound(ScalarOp.LESS, time.get(), options.endTicks()));
        }
        return bounds.isEmpty()
                ? scan
                : new Relation.Filter(scan, bounds.size() == 1
                        ? bounds.getFirst()
                        : new Scalar.Call(ScalarOp.AND, bounds, KqlType.BOOL));
    }

    private static Scalar bound(ScalarOp op, Column time, long ticks) {
        return new Scalar.Call(op, List.of(new ColumnRef(time), new Literal(KqlType.DATETIME, ticks)),
                KqlType.BOOL);
    }
}
