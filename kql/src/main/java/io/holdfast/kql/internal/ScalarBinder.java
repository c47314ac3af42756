package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;
import static io.holdfast.kql.KqlType.TIMESPAN;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Binary;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Binds scalar expressions over the columns of one relation.
///
/// Names mean, in this order: a column, a variable, a table or function (which is an error here). Every
/// conversion that the language does by itself is written out in the result.
final class ScalarBinder {
    /// Functions whose value is an array in any case.
    private static final Set<String> ARRAYS = Set.of("split", "extract_all", "pack_array", "parse_csv",
            "array_concat", "array_slice", "bag_keys");
    /// What the engine compiles a pattern for.
    private static final Set<ScalarOp> PATTERNS = EnumSet.of(ScalarOp.HAS, ScalarOp.HAS_CS,
            ScalarOp.HAS_PREFIX, ScalarOp.HAS_PREFIX_CS, ScalarOp.HAS_SUFFIX, ScalarOp.HAS_SUFFIX_CS,
            ScalarOp.MATCHES_REGEX, ScalarOp.EXTRACT, ScalarOp.EXTRACT_ALL, ScalarOp.REPLACE_REGEX,
            ScalarOp.TRIM, ScalarOp.TRIM_START, ScalarOp.TRIM_END);

    final TableBinder tables;
    final Scope scope;
    final Columns columns;
    /// Takes the aggregates of a `summarize`; null where none may stand.
    private final @Nullable AggregateCollector aggregates;

    ScalarBinder(TableBinder tables, Scope scope, Columns columns, @Nullable AggregateCollector aggregates) {
        this.tables = tables;
        this.scope = scope;
        this.columns = columns;
        this.aggregates = aggregates;
    }

    BindContext context() {
        return tables.context;
    }

    Scalar bind(Expression expression) {
        context().countScalar(expression.position());
        return switch (expression) {
            case Expression.Literal literal -> new Literal(literal.type(), literal.value());
            case Name name -> name(name);
            case Expression.Member member -> member(member);
            case Expression.Element element -> element(element);
            case Expression.Call call -> call(call);
            case Expression.Negate negate -> negate(negate);
            case Binary binary -> new OperatorTyping(this).bind(binary);
            case Expression.Logical logical -> logical(logical);
            case Expression.Between between -> between(between);
            case Expression.Membership membership -> new MembershipTyping(this).bind(membership);
            case Expression.MemberCall call ->
                throw KqlException.notSupported(call.position(), "function calls after a dot");
            case Expression.Star star ->
                throw KqlException.of(Kind.SEMANTIC, star.position(), "'*' cannot stand here");
            case Expression.Pipeline _,Expression.DataTable _ -> throw tableAsValue(expression);
            case Expression.ExternalData _,Expression.Wildcard _ -> throw tableAsValue(expression);
        };
    }

    private static KqlException tableAsValue(Expression expression) {
        return KqlException.of(Kind.SEMANTIC, expression.position(),
                "A table cannot be used as a value; use toscalar() to take its first value");
    }

    /// Binds an expression that must have a type, converting where the language does so by itself.
    Scalar bindAs(Expression expression, KqlType type) {
        return convert(expression.position(), bind(expression), type);
    }

    Scalar convert(Position position, Scalar value, KqlType type) {
        if (!Conversions.promotable(value.type(), type)) {
            throw unexpected(position, value.type(), type);
        }
        return Conversions.cast(value, type);
    }

    /// Binds an argument of a declared function, which takes more types than those built in.
    Scalar bindArgument(Expression expression, KqlType type) {
        Scalar value = bind(expression);
        if (!Conversions.implicit(value.type(), type)) {
            throw unexpected(expression.position(), value.type(), type);
        }
        return Conversions.cast(value, type);
    }

    private static KqlException unexpected(Position position, KqlType given, KqlType wanted) {
        return KqlException.of(Kind.SEMANTIC, position, "A value of type %s is expected here, not of type %s"
                .formatted(wanted.kustoName(), given.kustoName()));
    }

    /// Binds an expression that must be a constant of a type.
    Literal constant(Expression expression, KqlType type) {
        Scalar value = bindAs(expression, type);
        if (value instanceof Literal literal) {
            return literal;
        }
        throw KqlException.of(Kind.SEMANTIC, expression.position(),
                "A constant of type " + type.kustoName() + " is expected here");
    }

    Scalar make(Position position, ScalarOp op, KqlType type, Scalar... arguments) {
        return make(position, op, type, List.of(arguments));
    }

    Scalar make(Position position, ScalarOp op, KqlType type, List<Scalar> arguments) {
        if (PATTERNS.contains(op)) {
            context().countPattern(position);
        }
        return Folding.fold(context().extents.check(position, new Scalar.Call(op, arguments, type)));
    }

    private Scalar name(Name name) {
        Optional<Column> column = columns.find(name.text());
        if (column.isPresent()) {
            return new Scalar.ColumnRef(column.get());
        }
        Optional<Binding> binding = scope.find(name.text());
        if (binding.isPresent()) {
            return switch (binding.get()) {
                case Binding.Value(Scalar scalar) -> scalar;
                case Binding.Table _,Binding.SharedTable _ ->
                    throw KqlException.of(Kind.SEMANTIC, name.position(),
                            "'" + name.text() + "' is a table and cannot be used as a value; use toscalar()");
                case Binding.Function function when function.declaration().parameters().isEmpty() ->
                    call(new Expression.Call(name.position(), name.text(), List.of()));
                case Binding.Function _,Binding.Supplied _,Binding.Pattern _ ->
                    throw KqlException.of(Kind.SEMANTIC, name.position(),
                            "'" + name.text() + "' is a function; call it with parentheses");
            };
        }
        if (aggregates != null && aggregates.isInputColumn(name.text())) {
            throw KqlException.of(Kind.SEMANTIC, name.position(), "The column '" + name.text()
                    + "' must be inside an aggregate such as max() or be one of the 'by' expressions");
        }
        if (context().catalog.find(name.text()).isPresent()) {
            throw KqlException.of(Kind.SEMANTIC, name.position(), "There is no column '" + name.text()
                    + "' here, and the table of that name cannot be used as a value");
        }
        TreeSet<String> known = new TreeSet<>(scope.names());
        columns.list().forEach(known_ -> known.add(known_.name()));
        throw Suggestions.unknown(name.position(),
                "Failed to resolve scalar expression named '" + name.text() + "'", name.text(), known);
    }

    private Scalar member(Expression.Member member) {
        if (member.base() instanceof Name name && name.text().startsWith("$")) {
            return name(new Name(member.position(), member.name()));
        }
        if (member.base() instanceof Name step) {
            Optional<Column> state = columns.find(ScanBinder.stateName(step.text()) + member.name());
            if (state.isPresent()) {
                return new Scalar.ColumnRef(state.get());
            }
        }
        return path(member.position(), bind(member.base()), Literal.of(member.name()));
    }

    private Scalar element(Expression.Element element) {
        Scalar index = bind(element.index());
        List<Value> several = values(element.base());
        if (several.size() > 1 && index instanceof Literal literal && literal.value() instanceof Long number
                && number >= 0 && number < several.size()) {
            return several.get(number.intValue()).scalar();
        }
        if (index.type() == STRING && element.base() instanceof Expression.Call call
                && ARRAYS.contains(call.function()) && scope.find(call.function()).isEmpty()) {
            throw KqlException.of(Kind.SEMANTIC, element.index().position(),
                    call.function() + "() gives an array, whose elements have numbers, not names");
        }
        if (index.type() != STRING && !index.type().isNumeric() && index.type() != DYNAMIC) {
            throw KqlException.of(Kind.SEMANTIC, element.index().position(),
                    "An index is a number or a string, not of type " + index.type().kustoName());
        }
        return path(element.position(), bind(element.base()),
                index.type() == STRING
                        ? index
                        : Conversions.cast(index, index.type() == DYNAMIC ? STRING : LONG));
    }

    private Scalar path(Position position, Scalar base, Scalar key) {
        if (base.type() != DYNAMIC) {
            throw KqlException.of(Kind.SEMANTIC, position, "A value of type " + base.type().kustoName()
                    + " has no members; if it holds JSON, use parse_json()");
        }
        return make(position, ScalarOp.PATH, DYNAMIC, base, key);
    }

    private Scalar negate(Expression.Negate negate) {
        Scalar operand = bind(negate.operand());
        KqlType type = operand.type() == KqlType.INT
                ? LONG
                : operand.type() == DYNAMIC ? REAL : operand.type();
        if (!type.isNumeric() && type != TIMESPAN) {
            throw KqlException.of(Kind.SEMANTIC, negate.position(),
                    "'-' needs a number or a timespan, not a value of type " + type.kustoName());
        }
        return make(negate.position(), ScalarOp.NEGATE, type, Conversions.cast(operand, type));
    }

    private Scalar logical(Expression.Logical logical) {
        List<Scalar> operands = new ArrayList<>();
        for (Expression operand : logical.operands()) {
            Scalar bound = bind(operand);
            operands.add(bound.type() == DYNAMIC
                    ? Conversions.cast(bound, BOOL)
                    : convert(operand.position(), bound, BOOL));
        }
        return make(logical.position(), logical.conjunction() ? ScalarOp.AND : ScalarOp.OR, BOOL, operands);
    }

    private Scalar between(Expression.Between between) {
        OperatorTyping typing = new OperatorTyping(this);
        Scalar value = bind(between.value());
        Scalar low = bind(between.low());
        Scalar high = bind(between.high());
        // A datetime may be given its upper bound as a span from the lower one.
        if (low.type() == KqlType.DATETIME && high.type() == TIMESPAN) {
            high = make(between.position(), ScalarOp.DATETIME_ADD_TIMESPAN, KqlType.DATETIME, low, high);
        }
        Scalar inside = make(between.position(), ScalarOp.AND, BOOL,
                typing.compare(between.position(), ScalarOp.GREATER_OR_EQUAL, value, low),
                typing.compare(between.position(), ScalarOp.LESS_OR_EQUAL, value, high));
        return between.negated() ? make(between.position(), ScalarOp.NOT, BOOL, inside) : inside;
    }

    private Scalar call(Expression.Call call) {
        String name = call.function();
        GraphPathFunctions paths = context().paths;
        Optional<Scalar> ofPath = paths == null ? Optional.empty() : paths.bind(this, call);
        if (ofPath.isPresent()) {
            return ofPath.get();
        }
        Optional<Binding> binding = scope.find(name);
        if (binding.isPresent() && binding.get() instanceof Binding.Function function) {
            return new FunctionCalls(tables).scalar(call, function, this);
        }
        if (aggregates != null && AggregateFunctions.isAggregate(name)) {
            return new Scalar.ColumnRef(aggregates.collect(call));
        }
        Optional<SpecialForms.Form> form = SpecialForms.find(name);
        if (form.isPresent()) {
            return form.get().bind(this, call);
        }
        Optional<FunctionSpec> spec = Functions.find(name);
        if (spec.isPresent()) {
            return plain(call, spec.get());
        }
        if (AggregateFunctions.isAggregate(name)) {
            throw KqlException.of(Kind.SEMANTIC, call.position(),
                    "The aggregate '" + name + "' can only stand in summarize");
        }
        throw unknownFunction(call);
    }

    private KqlException unknownFunction(Expression.Call call) {
        String name = call.function();
        if (KnownFunctions.isPlanned(name)) {
            return KqlException.notSupported(call.position(), "function '" + name + "'");
        }
        TreeSet<String> known = new TreeSet<>(Functions.names());
        known.addAll(SpecialForms.names());
        known.addAll(AggregateFunctions.names());
        known.addAll(scope.names());
        return Suggestions.unknown(call.position(), "Unknown function: '" + name + "'", name, known);
    }

    private Scalar plain(Expression.Call call, FunctionSpec spec) {
        Scalar value = whole(call, spec);
        // Where one value can stand, a function of several gives the first.
        return spec.components().isEmpty()
                ? value
                : component(call.position(), value, 0, spec.components().getFirst().type());
    }

    private Scalar whole(Expression.Call call, FunctionSpec spec) {
        checkCount(call, spec.required(), spec.most());
        List<Scalar> arguments = new ArrayList<>();
        for (int index = 0; index < call.arguments().size(); index++) {
            Expression value = argument(call, index);
            FunctionSpec.Parameter parameter = spec.parameter(index);
            for (Scalar bound : value instanceof Expression.Star && spec.variadic()
                    ? columns.list().stream().<Scalar>map(Scalar.ColumnRef::new).toList()
                    : List.of(bind(value))) {
                arguments.add(converted(value.position(), bound, parameter));
            }
        }
        KqlType result = spec.result();
        return make(call.position(), spec.op(), result == null ? arguments.getFirst().type() : result,
                arguments);
    }

    /// Converts an argument of a built-in function to what its parameter wants.
    ///
    /// @throws KqlException if the parameter does not take values of its type
    Scalar converted(Position position, Scalar value, FunctionSpec.Parameter parameter) {
        if (!parameter.takes(value.type())) {
            throw KqlException.of(Kind.SEMANTIC, position, "%s is expected here, not of type %s".formatted(
                    parameter.description(), value.type().kustoName()));
        }
        KqlType type = parameter.type();
        return type == null ? value : Conversions.cast(value, type);
    }

    Scalar component(Position position, Scalar tuple, int index, KqlType type) {
        return Conversions.cast(make(position, ScalarOp.PATH, DYNAMIC, tuple, Literal.of(index)), type);
    }

    /// One of the values of an expression that gives several, with the name that it has by itself.
    record Value(String name, Scalar scalar) {}

    /// Returns the values of a call of a function that gives several; empty for any other expression.
    List<Value> values(Expression expression) {
        if (!(expression instanceof Expression.Call call) || scope.find(call.function()).isPresent()) {
            return List.of();
        }
        if (SeriesForms.isSort(call.function())) {
            return SeriesForms.sorted(this, call);
        }
        FunctionSpec spec = Functions.find(call.function()).orElse(null);
        if (spec == null || spec.components().isEmpty()) {
            return List.of();
        }
        Scalar tuple = whole(call, spec);
        String prefix = call.function() + "_"
                + ColumnNames.inferred(argument(call, 0)).map(name -> name + "_").orElse("");
        List<Value> values = new ArrayList<>();
        for (FunctionSpec.Component component : spec.components()) {
            values.add(new Value(prefix + component.name(),
                    component(call.position(), tuple, values.size(), component.type())));
        }
        return values;
    }

    void checkCount(Expression.Call call, int least, int most) {
        int count = call.arguments().size();
        if (count < least || count > most) {
            String wanted = least == most
                    ? Integer.toString(least)
                    : most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
            throw KqlException.of(Kind.SEMANTIC, call.position(),
                    "The function '%s' takes %s arguments, not %d"
                            .formatted(call.function(), wanted, count));
        }
    }

    static Expression argument(Expression.Call call, int index) {
        Argument argument = call.arguments().get(index);
        return argument.value();
    }

    /// Binds a table and returns its first value.
    Scalar toScalar(Position position, Expression expression) {
        Relation relation = tables.bind(expression, scope);
        if (relation.columns().isEmpty()) {
            throw KqlException.of(Kind.SEMANTIC, position, "The table of toscalar() has no column");
        }
        return context().extents.check(position,
                new Scalar.Subquery(relation, relation.columns().getFirst().type()));
    }
}
