package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import java.util.IdentityHashMap;
import java.util.List;

/// How deep and how large the expressions of a query are, with variables put in place: the printer and the
/// engine's planner recurse over them, once for each place where one stands. Not thread-safe: one bind owns
/// it.
final class Extents {
    /// Most levels of one expression.
    private static final int MAX_DEPTH = 300;
    /// Most parts of one expression: what doubles from variable to variable passes it soon.
    private static final long MAX_SIZE = 50_000;

    /// @param depth levels, 0 for a constant or a column
    /// @param size parts, each as often as it is written out
    private record Extent(int depth, long size) {
        static final Extent LEAF = new Extent(0, 1);

        Extent above(Extent below) {
            return new Extent(Math.max(depth, 1 + below.depth), Math.min(MAX_SIZE + 1, size + below.size));
        }
    }

    /// By identity: an expression is compared with itself only, which costs the same whatever its size.
    private final IdentityHashMap<Scalar, Extent> scalars = new IdentityHashMap<>();
    private final IdentityHashMap<Relation, Extent> shared = new IdentityHashMap<>();

    /// Checks an expression whose parts have been checked.
    <T extends Scalar> T check(Position position, T scalar) {
        Extent extent = of(scalar);
        if (extent.depth() > MAX_DEPTH || extent.size() > MAX_SIZE) {
            throw KqlException.of(Kind.TOO_COMPLEX, position,
                    "The query is too complex: an expression is more than %d levels deep or has more than %d parts"
                            .formatted(MAX_DEPTH, MAX_SIZE));
        }
        return scalar;
    }

    private Extent of(Scalar scalar) {
        if (scalar instanceof Scalar.Literal || scalar instanceof Scalar.ColumnRef) {
            return Extent.LEAF;
        }
        Extent known = scalars.get(scalar);
        if (known != null) {
            return known;
        }
        Extent extent = switch (scalar) {
            case Scalar.Literal _,Scalar.ColumnRef _ -> Extent.LEAF;
            case Scalar.Call call -> above(call.arguments());
            case Scalar.Window window -> above(window.arguments());
            case Scalar.Subquery subquery -> Extent.LEAF.above(of(subquery.relation()));
            case Scalar.InRelation in -> above(List.of(in.value())).above(of(in.relation()));
        };
        scalars.put(scalar, extent);
        return extent;
    }

    private Extent above(List<Scalar> parts) {
        Extent extent = new Extent(1, 1);
        for (Scalar part : parts) {
            extent = extent.above(of(part));
        }
        return extent;
    }

    private Extent of(Relation relation) {
        if (relation instanceof Relation.Shared reading) {
            // Written out once, however often it is read.
            Extent known = shared.get(reading.definition());
            if (known == null) {
                known = new Extent(of(reading.definition()).depth(), 1);
                shared.put(reading.definition(), known);
            }
            return known;
        }
        Extent extent = Extent.LEAF;
        for (Scalar scalar : RelationDepth.scalars(relation)) {
            extent = extent.above(of(scalar));
        }
        for (Relation input : RelationDepth.inputs(relation)) {
            extent = extent.above(of(input));
        }
        return extent;
    }
}
