package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds, for each scan, the span of `TimeGenerated` outside of which no row can matter.
///
/// Predicates are carried down to the scans through those operators that let each row through by itself:
/// what is filtered above them could as well be filtered below. An operator that looks at several rows, such
/// as `take` or an aggregate, stops them.
final class TimeRanges {
    private static final String TIME_COLUMN = "TimeGenerated";

    private final Map<Integer, Relation.Scan> scans = new LinkedHashMap<>();
    private final Map<Integer, TimeSpan> spans = new HashMap<>();

    Map<Integer, Relation.Scan> scans() {
        return scans;
    }

    TimeSpan spanOf(int scanIndex) {
        return spans.getOrDefault(scanIndex, TimeSpan.ALL);
    }

    void visit(Relation root) {
        visit(root, Map.of());
    }

    /// @param bounds the spans of columns of the relation outside of which its rows are dropped above
    private void visit(Relation relation, Map<Column, TimeSpan> bounds) {
        switch (relation) {
            case Relation.Scan scan -> scan(scan, bounds);
            case Relation.Values _,Relation.Shared _ -> {
                // No scan below; a shared relation is visited by itself.
            }
            case Relation.Sequence sequence -> List.of(sequence.start(), sequence.end(), sequence.step())
                    .forEach(this::within);
            case Relation.Filter filter -> {
                within(filter.predicate());
                visit(filter.input(), both(bounds, spans(filter.predicate())));
            }
            case Relation.Project project -> project(project, bounds);
            case Relation.Aggregate aggregate -> aggregate(aggregate);
            case Relation.FirstPerKey first -> visit(first.input(), Map.of());
            case Relation.Sort sort -> {
                sort.keys().forEach(key -> within(key.value()));
                visit(sort.input(), bounds);
            }
            case Relation.Limit limit -> {
                within(limit.count());
                visit(limit.input(), Map.of());
            }
            case Relation.Union union -> union(union, bounds);
            case Relation.Join join -> join(join, bounds);
            case Relation.Expand expand -> {
                expand.elements().forEach(element -> within(element.value()));
                visit(expand.input(), bounds);
            }
        }
    }

    private void within(Scalar scalar) {
        Scalars.forEachRelation(scalar, this::visit);
    }

    private void scan(Relation.Scan scan, Map<Column, TimeSpan> bounds) {
        TimeSpan span = TimeSpan.ALL;
        for (Map.Entry<Column, TimeSpan> bound : bounds.entrySet()) {
            if (bound.getKey().name().equals(TIME_COLUMN) && scan.columns().contains(bound.getKey())) {
                span = span.intersect(bound.getValue());
            }
        }
        // The same reading may stand in the tree twice, as part of a doubled expression: it must serve both.
        TimeSpan known = spans.get(scan.index());
        scans.put(scan.index(), scan);
        spans.put(scan.index(), known == null ? span : known.span(span));
    }

    private void project(Relation.Project project, Map<Column, TimeSpan> bounds) {
        Map<Column, TimeSpan> below = new HashMap<>();
        boolean windows = false;
        for (Assignment assignment : project.assignments()) {
            within(assignment.value());
            windows |= Scalars.holdsWindow(assignment.value());
            TimeSpan span = bounds.get(assignment.column());
            if (span != null && assignment.value() instanceof ColumnRef ref) {
                below.merge(ref.column(), span, TimeSpan::intersect);
            }
        }
        visit(project.input(), windows ? Map.of() : below);
    }

    private void aggregate(Relation.Aggregate aggregate) {
        aggregate.keys().forEach(key -> within(key.value()));
        aggregate.aggregates().forEach(column -> {
            column.arguments().forEach(this::within);
            Scalar filter = column.filter();
            if (filter != null) {
                within(filter);
            }
        });
        visit(aggregate.input(), Map.of());
    }

    private void union(Relation.Union union, Map<Column, TimeSpan> bounds) {
        for (Relation.Branch branch : union.branches()) {
            Map<Column, TimeSpan> below = new HashMap<>();
            branch.sources().forEach((column, source) -> {
                TimeSpan span = bounds.get(column);
                if (span != null) {
                    below.put(source, span);
                }
            });
            visit(branch.input(), below);
        }
    }

    private void join(Relation.Join join, Map<Column, TimeSpan> bounds) {
        // A bound on the side that may be missing drops nothing from the other one.
        boolean left = join.kind() != JoinKind.FULL_OUTER;
        boolean right = join.kind() == JoinKind.INNER;
        visit(join.left(), left ? bounds : Map.of());
        visit(join.right(), right ? bounds : Map.of());
    }

    private static Map<Column, TimeSpan> both(Map<Column, TimeSpan> some, Map<Column, TimeSpan> more) {
        Map<Column, TimeSpan> result = new HashMap<>(some);
        more.forEach((column, span) -> result.merge(column, span, TimeSpan::intersect));
        return result;
    }

    /// Returns the spans that columns must lie in for a predicate to be true.
    static Map<Column, TimeSpan> spans(Scalar predicate) {
        if (!(predicate instanceof Call call)) {
            return Map.of();
        }
        return switch (call.op()) {
            case AND -> call.arguments().stream().map(TimeRanges::spans).reduce(Map.of(), TimeRanges::both);
            case OR ->
                call.arguments().stream().map(TimeRanges::spans).reduce(TimeRanges::either).orElse(Map.of());
            case EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> comparison(call);
            default -> Map.of();
        };
    }

    private static Map<Column, TimeSpan> either(Map<Column, TimeSpan> some, Map<Column, TimeSpan> others) {
        Map<Column, TimeSpan> result = new HashMap<>();
        some.forEach((column, span) -> {
            TimeSpan other = others.get(column);
            if (other != null) {
                result.put(column, span.span(other));
            }
        });
        return result;
    }

    private static Map<Column, TimeSpan> comparison(Call call) {
        if (call.argument(0) instanceof ColumnRef ref && call.argument(1) instanceof Literal literal) {
            return span(call.op(), ref.column(), literal);
        }
        if (call.argument(1) instanceof ColumnRef ref && call.argument(0) instanceof Literal literal) {
            return span(mirrored(call.op()), ref.column(), literal);
        }
        return Map.of();
    }

    private static ScalarOp mirrored(ScalarOp op) {
        return switch (op) {
            case LESS -> ScalarOp.GREATER;
            case LESS_OR_EQUAL -> ScalarOp.GREATER_OR_EQUAL;
            case GREATER -> ScalarOp.LESS;
            case GREATER_OR_EQUAL -> ScalarOp.LESS_OR_EQUAL;
            default -> op;
        };
    }

    private static Map<Column, TimeSpan> span(ScalarOp op, Column column, Literal literal) {
        if (column.type() != KqlType.DATETIME || !(literal.value() instanceof Long ticks)) {
            return Map.of();
        }
        return Map.of(column, switch (op) {
            case LESS -> new TimeSpan(Long.MIN_VALUE, ticks);
            case LESS_OR_EQUAL -> new TimeSpan(Long.MIN_VALUE, ticks + 1);
            case GREATER -> new TimeSpan(ticks + 1, Long.MAX_VALUE);
            case GREATER_OR_EQUAL -> new TimeSpan(ticks, Long.MAX_VALUE);
            default -> new TimeSpan(ticks, ticks + 1);
        });
    }
}
