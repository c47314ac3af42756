package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Bounds how many operators stand one above the other in a bound query.
final class RelationDepth {
    /// Most operators one above the other: the printer and the engine's planner recurse over them. With it
    /// the planner stays below 8 MiB of stack.
    static final int MAX_DEPTH = 250;

    /// Most joins of a query, and most within the right sides of each other: the planner takes time in the
    /// square of the first and in a higher power of the second.
    private static final int MAX_JOINS = 30;
    private static final int MAX_NESTED_JOINS = 20;

    private RelationDepth() {}

    /// @param nested joins whose right side this is within
    /// @param counted how many joins are planned together with this so far: a shared relation is planned by
    /// itself
    private record Visit(Relation relation, int depth, int nested, AtomicInteger counted) {
        Visit below(Relation input, boolean right) {
            return new Visit(input, depth + 1, nested + (right ? 1 : 0), counted);
        }
    }

    static void check(Position position, Relation root) {
        Deque<Visit> open = new ArrayDeque<>();
        Set<Integer> shared = new HashSet<>();
        open.push(new Visit(root, 1, 0, new AtomicInteger()));
        while (!open.isEmpty()) {
            Visit visit = open.pop();
            check(position, visit);
            switch (visit.relation()) {
                case Relation.Join join -> {
                    open.push(visit.below(join.left(), false));
                    open.push(visit.below(join.right(), true));
                }
                case Relation.Shared reading -> {
                    if (shared.add(reading.number())) {
                        open.push(new Visit(reading.definition(), visit.depth() + 1, 0, new AtomicInteger()));
                    }
                }
                default -> inputs(visit.relation()).forEach(input -> open.push(visit.below(input, false)));
            }
        }
    }

    private static void check(Position position, Visit visit) {
        if (visit.depth() > MAX_DEPTH) {
            throw KqlException.of(Kind.TOO_COMPLEX, position,
                    "The query is too complex: more than " + MAX_DEPTH + " operators follow one another");
        }
        boolean join = visit.relation() instanceof Relation.Join;
        if ((join && visit.counted().incrementAndGet() > MAX_JOINS) || visit.nested() > MAX_NESTED_JOINS) {
            throw KqlException.of(Kind.TOO_COMPLEX, position,
                    "The query is too complex: it has more than %d joins, or more than %d within each other"
                            .formatted(MAX_JOINS, MAX_NESTED_JOINS));
        }
    }

    /// Returns the expressions of an operator itself.
    static List<Scalar> scalars(Relation relation) {
        return switch (relation) {
            case Relation.Scan _,Relation.Values _,Relation.FirstPerKey _,Relation.Union _ -> List.of();
            case Relation.Join _,Relation.Shared _ -> List.of();
            case Relation.Sequence sequence ->
                List.of(sequence.start(), sequence.end(), sequence.step());
            case Relation.Filter filter -> List.of(filter.predicate());
            case Relation.Project project ->
                project.assignments().stream().map(Relation.Assignment::value).toList();
            case Relation.Aggregate aggregate -> Stream.concat(
                    aggregate.keys().stream().map(Relation.Assignment::value),
                    aggregate.aggregates().stream().flatMap(column -> Stream.concat(
                            column.arguments().stream(), Stream.ofNullable(column.filter()))))
                    .toList();
            case Relation.Sort sort -> sort.keys().stream().map(Relation.SortKey::value).toList();
            case Relation.Limit limit -> List.of(limit.count());
            case Relation.Expand expand ->
                expand.elements().stream().map(Relation.Assignment::value).toList();
        };
    }

    /// Returns the relations that an operator reads.
    static List<Relation> inputs(Relation relation) {
        return switch (relation) {
            case Relation.Scan _,Relation.Values _,Relation.Sequence _ -> List.of();
            case Relation.Filter filter -> List.of(filter.input());
            case Relation.Project project -> List.of(project.input());
            case Relation.Aggregate aggregate -> List.of(aggregate.input());
            case Relation.FirstPerKey first -> List.of(first.input());
            case Relation.Sort sort -> List.of(sort.input());
            case Relation.Limit limit -> List.of(limit.input());
            case Relation.Union union -> union.branches().stream().map(Relation.Branch::input).toList();
            case Relation.Join join -> List.of(join.left(), join.right());
            case Relation.Expand expand -> List.of(expand.input());
            case Relation.Shared shared -> List.of(shared.definition());
        };
    }
}
