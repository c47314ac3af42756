package io.holdfast.query.internal;

import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.query.RowTerms;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Collects the parts of a relation into a plan that changes nothing.
final class UnchangedPlan {
    private final Map<Integer, Relation.Scan> scans = new LinkedHashMap<>();
    private final Map<Integer, Relation> shared = new TreeMap<>();

    private UnchangedPlan() {}

    static Plan of(Relation relation) {
        UnchangedPlan parts = new UnchangedPlan();
        parts.visit(relation);
        Map<Integer, BitSet> columns = parts.shared.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> {
                    BitSet all = new BitSet();
                    all.set(0, entry.getValue().columns().size());
                    return all;
                }));
        return new Plan(relation, parts.shared, columns, List.copyOf(parts.scans.values()),
                Collections.nCopies(parts.scans.size(), TimeSpan.ALL),
                Collections.nCopies(parts.scans.size(), RowTerms.NONE));
    }

    private Relation visit(Relation relation) {
        if (relation instanceof Relation.Scan scan) {
            scans.put(scan.index(), scan);
        }
        if (relation instanceof Relation.Shared reading
                && shared.putIfAbsent(reading.number(), reading.definition()) == null) {
            visit(reading.definition());
        }
        Relations.mapScalars(relation, this::visit);
        return Relations.mapInputs(relation, this::visit);
    }

    private Scalar visit(Scalar scalar) {
        Scalars.forEachRelation(scalar, this::visit);
        return scalar;
    }
}
