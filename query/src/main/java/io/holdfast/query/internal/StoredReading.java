package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.ScalarOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A scan with what stands right above it and can be left to the engine's reading of the table: conditions,
/// and the first rows in an order of stored columns. Only the rows that are left are converted.
///
/// @param stored conditions on the columns as they are stored
/// @param computed conditions on the values that are computed with
/// @param top the limit over a sort, null if there is none
record StoredReading(Relation.Scan scan, List<Scalar> stored, List<Scalar> computed,
        Relation.@Nullable Limit top) {
    StoredReading {
        stored = List.copyOf(stored);
        computed = List.copyOf(computed);
    }

    /// Returns the reading that a relation is; empty if it is none.
    static Optional<StoredReading> of(Relation relation) {
        if (relation instanceof Relation.Limit limit && limit.input() instanceof Relation.Sort sort) {
            return of(sort.input()).filter(below -> below.top() == null
                    && below.computed().stream().allMatch(ScalarTemplates::tryable)
                    && sort.keys().stream().allMatch(key -> isKept(key, below.scan())))
                    .map(below -> new StoredReading(below.scan(), below.stored(), below.computed(), limit));
        }
        List<Scalar> stored = new ArrayList<>();
        List<Scalar> computed = new ArrayList<>();
        Relation below = relation;
        while (below instanceof Relation.Filter filter) {
            conjuncts(filter.predicate())
                    .forEach(part -> (StoredConditions.isStored(part) ? stored : computed).add(part));
            below = filter.input();
        }
        return below instanceof Relation.Scan scan
                ? Optional.of(new StoredReading(scan, stored.reversed(), computed.reversed(), null))
                : Optional.empty();
    }

    List<SortKey> keys() {
        return top != null && top.input() instanceof Relation.Sort sort ? sort.keys() : List.of();
    }

    /// Says whether the stored conditions alone keep a column within a span.
    boolean keeps(String column, TimeSpan span) {
        TimeSpan kept = stored.stream()
                .flatMap(condition -> TimeRanges.spans(condition).entrySet().stream())
                .filter(entry -> entry.getKey().name().equals(column)).map(Map.Entry::getValue)
                .reduce(TimeSpan.ALL, TimeSpan::intersect);
        return kept.equals(span);
    }

    /// A stored datetime stands in the same order as its ticks; a text may be null where its value is empty.
    private static boolean isKept(SortKey key, Relation.Scan scan) {
        return key.value() instanceof ColumnRef ref && scan.columns().contains(ref.column())
                && (StoredConditions.isKept(ref.type()) || ref.type() == KqlType.DATETIME);
    }

    private static List<Scalar> conjuncts(Scalar predicate) {
        return predicate instanceof Call call && call.op() == ScalarOp.AND && !call.arguments().isEmpty()
                ? call.arguments().stream().flatMap(part -> conjuncts(part).stream()).toList()
                : List.of(predicate);
    }

    /// Returns a column's name in the stored table.
    static String name(Column column) {
        return SqlText.identifier(column.name());
    }
}
