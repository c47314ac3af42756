package io.holdfast.query.internal;

import io.holdfast.kql.Relation;
import io.holdfast.query.RowTerms;
import io.holdfast.query.TableScan;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A query ready to be printed: narrowed to the columns it needs, with the bounds on time of each scan.
///
/// @param relation the result
/// @param shared the definition of each shared relation by its number
/// @param sharedColumns which columns of each shared relation are read, by position
/// @param scans the scans in the relation and the shared ones; a position here is a scan index of the session
/// @param spans the bounds on time of each scan
/// @param terms those of each scan
record Plan(Relation relation, Map<Integer, Relation> shared, Map<Integer, BitSet> sharedColumns,
        List<Relation.Scan> scans, List<TimeSpan> spans, List<RowTerms> terms) {
    Plan {
        Objects.requireNonNull(relation, "relation");
        shared = Map.copyOf(shared);
        sharedColumns = Map.copyOf(sharedColumns);
        scans = List.copyOf(scans);
        spans = List.copyOf(spans);
        terms = List.copyOf(terms);
    }

    /// Returns the position of a scan in this plan.
    int position(Relation.Scan scan) {
        for (int index = 0; index < scans.size(); index++) {
            if (scans.get(index).index() == scan.index()) {
                return index;
            }
        }
        throw new IllegalArgumentException("Invalid scan: " + scan.index() + " (not part of the plan)");
    }

    /// Returns what the log store is asked for.
    List<TableScan> tableScans() {
        return scans.stream().map(scan -> new TableScan(scan.table(),
                scan.columns().stream().map(column -> column.name()).toList(),
                spans.get(position(scan)).toRange(), terms.get(position(scan))))
                .toList();
    }
}
