package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.Relation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns a bound relation into a plan: first the rules, then the columns, then the bounds on time and the terms.
final class Planner {
    private Planner() {}

    static Plan plan(Relation bound, List<RewriteRule> rules) {
        Rewriting rewriting = new Rewriting(rules);
        ColumnPruning pruning = new ColumnPruning();
        Relation relation = pruning.prune(rewriting.rewrite(bound), new HashSet<>(bound.columns()));
        Map<Integer, Relation> shared = new LinkedHashMap<>();
        // A definition reads only shared relations of lower numbers, so going down meets each after all its
        // readers.
        while (true) {
            int next = pruning.sharedNumbers().stream().filter(number -> !shared.containsKey(number))
                    .mapToInt(Integer::intValue).max().orElse(-1);
            if (next < 0) {
                break;
            }
            Relation definition = rewriting.rewrite(pruning.sharedDefinition(next));
            shared.put(next, pruning.prune(definition, columns(definition, pruning.sharedColumns(next))));
        }
        TimeRanges ranges = new TimeRanges();
        ranges.visit(relation);
        shared.values().forEach(ranges::visit);
        ScanTerms terms = new ScanTerms();
        terms.visit(relation);
        shared.values().forEach(terms::visit);
        List<Relation.Scan> scans = new ArrayList<>(ranges.scans().values());
        List<TimeSpan> spans = scans.stream().map(scan -> ranges.spanOf(scan.index())).toList();
        Map<Integer, BitSet> columnsOfAll = new HashMap<>();
        shared.keySet().forEach(number -> columnsOfAll.put(number, pruning.sharedColumns(number)));
        return new Plan(relation, shared, columnsOfAll, scans, spans,
                scans.stream().map(scan -> terms.of(scan.index())).toList());
    }

    private static Set<Column> columns(Relation relation, BitSet positions) {
        Set<Column> columns = new HashSet<>();
        positions.stream().forEach(position -> columns.add(relation.columns().get(position)));
        return columns;
    }
}
