package io.holdfast.kql.internal;

import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Binary;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Logical;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Star;
import io.holdfast.kql.internal.Expression.Wildcard;
import io.holdfast.kql.internal.UnionBinder.Branch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Binds `search` and `find`: a union of the rows of many tables for which a predicate holds. A column of the
/// predicate that one of the tables has is null in those that lack it.
final class SearchBinder {
    /// Stands between the texts of columns: no letter or digit, and in no text that people look for.
    private static final String SEPARATOR = "\u0001";
    /// Most tables times columns that are read without asking first which tables have a row.
    private static final long MAX_CELLS = 200_000;
    /// So many tables are asked at once.
    private static final int BATCH = 40;
    /// So many columns are looked at one by one.
    private static final int SEPARATE = 8;

    private final TableBinder tables;
    private final Scope scope;
    /// The columns that the tables have, of the type that the first one has.
    private final Map<String, KqlType> known = new LinkedHashMap<>();
    /// What the predicate over the table at hand sees all texts of a row by; null while nothing does.
    private @Nullable Assignment allText;

    SearchBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    Relation bind(Operator.Search search, @Nullable Relation input) {
        List<Branch> branches = new ArrayList<>();
        KqlException missing = null;
        int none = 0;
        List<Branch> sources = sources(search, input);
        sources.forEach(source -> new Columns(source.relation().columns()).list()
                .forEach(column -> known.putIfAbsent(column.name(), column.type())));
        for (Branch source : sources) {
            try {
                branches.add(new Branch(source.source(), filtered(search, source.relation())));
            } catch (KqlException e) {
                // The table has no such column, so none of its rows is meant.
                if (e.unknownName().isEmpty()) {
                    throw e;
                }
                missing = missing == null ? e : missing;
                none++;
                branches.add(new Branch(source.source(),
                        new Relation.Filter(source.relation(), Literal.of(false))));
            }
        }
        if (branches.size() == none) {
            throw missing != null
                    ? missing
                    : KqlException.of(Kind.SEMANTIC, search.position(), "There is no table to search");
        }
        return new UnionBinder(tables, scope).combine(branches, read(search, branches), false,
                search.source());
    }

    /// Returns the branches to read: of very many, those with a row, which is asked for first. The engine
    /// would plan each column of each table.
    private List<Branch> read(Operator.Search search, List<Branch> branches) {
        if ((long) branches.size() * known.size() <= MAX_CELLS || search.predicate() instanceof Star) {
            return branches;
        }
        Set<String> found = new HashSet<>();
        for (int start = 0; start < branches.size(); start += BATCH) {
            List<Branch> batch = branches.subList(start, Math.min(branches.size(), start + BATCH)).stream()
                    .map(branch -> new Branch(branch.source(), first(branch))).toList();
            Relation names = new UnionBinder(tables, scope).combine(batch, false, null);
            tables.context.runner.run(new BoundQuery(names, tables.context.scans))
                    .forEach(row -> found.add(String.valueOf(row.getFirst())));
        }
        List<Branch> read = branches.stream().filter(branch -> found.contains(branch.source())).toList();
        Branch any = branches.getFirst();
        return read.isEmpty()
                ? List.of(new Branch(any.source(), new Relation.Filter(any.relation(), Literal.of(false))))
                : read;
    }

    /// The name of a branch, if it has a row.
    private Relation first(Branch branch) {
        Column name = tables.context.column("name", KqlType.STRING);
        return new Relation.Limit(
                new Relation.Project(branch.relation(),
                        List.of(new Assignment(name, Literal.of(branch.source())))),
                Literal.of(1));
    }

    private List<Branch> sources(Operator.Search search, @Nullable Relation input) {
        List<Branch> sources = new ArrayList<>();
        if (input != null) {
            sources.add(new Branch(search.find() ? "union_arg0" : "search_arg0", input));
            return sources;
        }
        List<Expression> operands = search.tables().isEmpty()
                ? List.of(new Star(search.position()))
                : search.tables();
        for (Expression operand : operands) {
            if (operand instanceof Wildcard || operand instanceof Star) {
                Pattern pattern = Columns.wildcard(operand instanceof Wildcard w ? w.pattern() : "*");
                Set<String> names = new TreeSet<>(tables.context.catalog.names());
                names.stream().filter(name -> pattern.matcher(name).matches())
                        .forEach(name -> sources.add(new Branch(name,
                                tables.scan(operand.position(), name, scope))));
                new TreeSet<>(scope.names()).stream()
                        .filter(name -> pattern.matcher(name).matches() && isView(name))
                        .forEach(name -> sources.add(new Branch(name,
                                tables.bind(new Name(operand.position(), name), scope))));
            } else {
                String name = operand instanceof Name written ? written.text() : "union_arg" + sources.size();
                sources.add(new Branch(name, tables.bind(operand, scope)));
            }
        }
        return sources;
    }

    private boolean isView(String name) {
        return scope.find(name).filter(binding -> binding instanceof Scope.Binding.Function function
                && function.declaration().view()).isPresent();
    }

    private Relation filtered(Operator.Search search, Relation relation) {
        Columns columns = new Columns(relation.columns());
        Scope inner = new Scope(scope);
        known.forEach((name, type) -> {
            if (columns.find(name).isEmpty()) {
                inner.define(name, new Scope.Binding.Value(Literal.nullOf(type)));
            }
        });
        ScalarBinder scalars = new ScalarBinder(tables, inner, columns, null);
        allText = null;
        Scalar predicate = predicate(search, search.predicate(), scalars);
        Relation rows = predicate instanceof Literal literal && Boolean.TRUE.equals(literal.value())
                ? relation
                : filtered(relation, predicate);
        return search.columns().isEmpty() ? rows : projected(search, rows, scalars);
    }

    /// The rows for which a predicate holds that may look at all their text.
    private Relation filtered(Relation relation, Scalar predicate) {
        if (allText == null) {
            return new Relation.Filter(relation, predicate);
        }
        List<Assignment> same = ProjectionBinder.same(relation.columns());
        List<Assignment> below = new ArrayList<>(same);
        below.add(allText);
        return new Relation.Project(new Relation.Filter(new Relation.Project(relation, below), predicate),
                same);
    }

    private Relation projected(Operator.Search search, Relation rows, ScalarBinder scalars) {
        List<Assignment> assignments = new ArrayList<>();
        for (Operator.FindColumn wanted : search.columns()) {
            if (wanted.name().equals("*")) {
                Scalar packed = scalars.bind(new Call(wanted.position(), "pack_all", List.of()));
                assignments.add(new Assignment(tables.context.column("pack_", KqlType.DYNAMIC), packed));
            } else {
                Column column = scalars.columns.find(wanted.name()).orElse(null);
                KqlType type = wanted.type() != null
                        ? wanted.type()
                        : column == null ? KqlType.STRING : column.type();
                assignments.add(new Assignment(tables.context.column(wanted.name(), type), column == null
                        ? Literal.nullOf(type)
                        : Conversions.cast(new ColumnRef(column), type)));
            }
        }
        return new Relation.Project(rows, assignments);
    }

    /// Binds a predicate in which texts alone are terms to be found in any column.
    private Scalar predicate(Operator.Search search, Expression expression, ScalarBinder scalars) {
        return switch (expression) {
            case Star _ -> Literal.of(true);
            case Expression.Literal literal when literal.type() != KqlType.BOOL ->
                anywhere(search, literal, scalars);
            case Logical logical -> scalars.make(logical.position(),
                    logical.conjunction() ? ScalarOp.AND : ScalarOp.OR, KqlType.BOOL, logical.operands()
                            .stream().map(operand -> predicate(search, operand, scalars)).toList());
            case Call call when call.function().equals("not") && call.arguments().size() == 1 ->
                scalars.make(call.position(), ScalarOp.NOT, KqlType.BOOL,
                        predicate(search, call.arguments().getFirst().value(), scalars));
            case Binary binary when binary.operator() == BinaryOperator.SEARCH
                    && binary.right() instanceof Expression.Literal term ->
                binary.left() instanceof Star
                        ? anywhere(search, term, scalars)
                        : term(search, scalars.bind(binary.left()), term, scalars);
            default -> scalars.bindAs(expression, KqlType.BOOL);
        };
    }

    private Scalar anywhere(Operator.Search search, Expression.Literal term, ScalarBinder scalars) {
        // Counted once for all columns: a term may be looked for in every column of a workspace.
        scalars.context().countPattern(term.position());
        List<Scalar> texts = scalars.columns.list().stream()
                .filter(column -> column.type() != KqlType.REAL && column.type() != KqlType.DECIMAL)
                .map(column -> Conversions.cast(new ColumnRef(column), KqlType.STRING)).toList();
        if (texts.isEmpty()) {
            return Literal.of(false);
        }
        if (texts.size() <= SEPARATE || wildcardWithin(term)) {
            return scalars.make(term.position(), ScalarOp.OR, KqlType.BOOL, texts.stream()
                    .map(text -> scalars.make(term.position(), ScalarOp.COALESCE, KqlType.STRING, text,
                            Literal.of("")))
                    .map(text -> term(search, text, term, scalars)).toList());
        }
        return term(search, new ColumnRef(allText(term, texts, scalars).column()), term, scalars);
    }

    /// All texts of a row in a column: one look at it costs the engine less than one at each.
    private Assignment allText(Expression.Literal term, List<Scalar> texts, ScalarBinder scalars) {
        if (allText == null) {
            List<Scalar> parts = new ArrayList<>(texts);
            parts.add(0, Literal.of(SEPARATOR));
            allText = new Assignment(tables.context.column("\u0001text", KqlType.STRING),
                    scalars.make(term.position(), ScalarOp.STRCAT_DELIMITED, KqlType.STRING, parts));
        }
        return allText;
    }

    private static boolean wildcardWithin(Expression.Literal term) {
        String text = String.valueOf(term.value());
        return text.length() > 2 && text.substring(1, text.length() - 1).indexOf('*') >= 0;
    }

    /// Whether a value holds a term, in which `*` stands for any characters.
    private static Scalar term(Operator.Search search, Scalar value, Expression.Literal term,
            ScalarBinder scalars) {
        scalars.context().countScalar(term.position());
        Scalar text = Conversions.cast(value, KqlType.STRING);
        String written = Conversions.cast(new Literal(term.type(), term.value()),
                KqlType.STRING) instanceof Literal literal
                        ? String.valueOf(literal.value())
                        : String.valueOf(term.value());
        boolean before = written.startsWith("*");
        boolean after = written.length() > 1 && written.endsWith("*");
        String core = written.substring(before ? 1 : 0, written.length() - (after ? 1 : 0));
        ScalarOp op = before
                ? after ? ScalarOp.CONTAINS : ScalarOp.HAS_SUFFIX
                : after ? ScalarOp.HAS_PREFIX : ScalarOp.HAS;
        if (core.isEmpty()) {
            return Literal.of(true);
        }
        if (core.indexOf('*') >= 0) {
            String pattern = (search.ignoreCase() ? "(?is)" : "(?s)")
                    + String.join(".*",
                            List.of(core.split("\\*", -1)).stream().map(ParseBinder::quote).toList());
            return test(term, ScalarOp.MATCHES_REGEX, text, Literal.of(pattern), scalars);
        }
        ScalarOp exact = search.ignoreCase() ? op : ScalarOp.valueOf(op.name() + "_CS");
        return test(term, exact, text, Literal.of(core), scalars);
    }

    private static Scalar test(Expression.Literal term, ScalarOp op, Scalar text, Literal wanted,
            ScalarBinder scalars) {
        return scalars.context().extents.check(term.position(),
                new Scalar.Call(op, List.of(text, wanted), KqlType.BOOL));
    }
}
