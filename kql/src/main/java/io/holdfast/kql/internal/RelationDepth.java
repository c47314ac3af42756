package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Bounds how many operators stand one above the other in a bound query.
final class RelationDepth {
    /// Most operators one above the other: the printer and the engine's planner recurse over them. With it
    /// the planner stays below 8 MiB of stack.
    static final int MAX_DEPTH = 250;

    private RelationDepth() {}

    private record Visit(Relation relation, int depth) {}

    static void check(Position position, Relation root) {
        Deque<Visit> open = new ArrayDeque<>();
        open.push(new Visit(root, 1));
        while (!open.isEmpty()) {
            Visit visit = open.pop();
            if (visit.depth() > MAX_DEPTH) {
                throw KqlException.of(Kind.TOO_COMPLEX, position,
                        "The query is too complex: more than " + MAX_DEPTH + " operators follow one another");
            }
            inputs(visit.relation()).forEach(input -> open.push(new Visit(input, visit.depth() + 1)));
        }
    }

    private static List<Relation> inputs(Relation relation) {
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
