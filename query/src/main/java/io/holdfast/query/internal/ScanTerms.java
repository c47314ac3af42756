package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.ScalarOp;
import io.holdfast.query.RowTerms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Finds, for each scan, terms without which no row can matter.
///
/// Conditions are carried down to the scans through operators that let each row through by itself. A condition
/// tells terms only where its constant is ASCII: what other letters count as is left to the condition itself.
final class ScanTerms {
    private static final int LAST_ASCII = 127;

    private final Map<Integer, RowTerms> found = new HashMap<>();

    RowTerms of(int scanIndex) {
        return found.getOrDefault(scanIndex, RowTerms.NONE);
    }

    void visit(Relation root) {
        visit(root, List.of());
    }

    /// @param conditions on the relation's rows; those that fail one are dropped above
    private Relation visit(Relation relation, List<Scalar> conditions) {
        Relations.mapScalars(relation, this::within);
        switch (relation) {
            case Relation.Scan scan -> scan(scan, conditions);
            case Relation.Filter filter -> {
                boolean alone = !Scalars.holdsWindow(filter.predicate());
                visit(filter.input(), alone
                        ? Stream.concat(conditions.stream(), Stream.of(filter.predicate())).toList()
                        : List.of());
            }
            case Relation.Sort sort -> visit(sort.input(), conditions);
            case Relation.Project project -> visit(project.input(), FilterBelowProject.looksAround(project)
                    ? List.of()
                    : below(conditions, FilterBelowProject.passed(project)));
            case Relation.Union union -> union.branches()
                    .forEach(branch -> visit(branch.input(), below(conditions, references(branch))));
            default -> Relations.mapInputs(relation, input -> visit(input, List.of()));
        }
        return relation;
    }

    private Scalar within(Scalar scalar) {
        Scalars.forEachRelation(scalar, this::visit);
        return scalar;
    }

    private static Map<Column, Scalar> references(Relation.Branch branch) {
        Map<Column, Scalar> references = new HashMap<>();
        branch.sources().forEach((column, source) -> references.put(column, new ColumnRef(source)));
        return references;
    }

    /// The conditions that read only columns that are passed on, over the columns they come from.
    private static List<Scalar> below(List<Scalar> conditions, Map<Column, Scalar> passed) {
        return conditions.stream().filter(condition -> {
            Set<Column> read = new HashSet<>();
            Scalars.collectColumns(condition, read);
            return passed.keySet().containsAll(read);
        }).map(condition -> Scalars.substitute(condition, passed)).toList();
    }

    private void scan(Relation.Scan scan, List<Scalar> conditions) {
        RowTerms terms = all(conditions.stream().map(ScanTerms::terms));
        // The same reading may stand in the tree twice: it must serve both.
        found.merge(scan.index(), terms, (one, other) -> any(Stream.of(one, other)));
    }

    /// Returns terms that a row must hold for a condition to be true.
    static RowTerms terms(Scalar condition) {
        if (!(condition instanceof Call call)) {
            return RowTerms.NONE;
        }
        return switch (call.op()) {
            case AND -> all(call.arguments().stream().map(ScanTerms::terms));
            case OR -> any(call.arguments().stream().map(ScanTerms::terms));
            case HAS, HAS_CS, EQUAL, EQUAL_CI -> text(call, true, true);
            case IN, IN_CI -> any(call.arguments().stream().skip(1)
                    .map(item -> text(call.argument(0), item, true, true)));
            case HAS_PREFIX, HAS_PREFIX_CS, STARTS_WITH, STARTS_WITH_CS -> text(call, true, false);
            case HAS_SUFFIX, HAS_SUFFIX_CS, ENDS_WITH, ENDS_WITH_CS -> text(call, false, true);
            case CONTAINS, CONTAINS_CS -> text(call, false, false);
            default -> RowTerms.NONE;
        };
    }

    private static RowTerms text(Call call, boolean wholeStart, boolean wholeEnd) {
        boolean turned = (call.op() == ScalarOp.EQUAL || call.op() == ScalarOp.EQUAL_CI)
                && call.argument(1) instanceof ColumnRef;
        return turned
                ? text(call.argument(1), call.argument(0), true, true)
                : text(call.argument(0), call.argument(1), wholeStart, wholeEnd);
    }

    /// @param wholeStart whether the constant begins where a term begins, or with another character
    /// @param wholeEnd the same of its end
    private static RowTerms text(Scalar value, Scalar constant, boolean wholeStart, boolean wholeEnd) {
        String text = ScalarTemplates.textLiteral(constant);
        if (text == null || !(value instanceof ColumnRef ref) || ref.type() != KqlType.STRING
                || text.chars().anyMatch(c -> c > LAST_ASCII)) {
            return RowTerms.NONE;
        }
        List<RowTerms> terms = new ArrayList<>();
        int start = 0;
        for (int end = 0; end <= text.length(); end++) {
            boolean ends = end == text.length();
            if (!ends && Character.isLetterOrDigit(text.charAt(end))) {
                continue;
            }
            if (end > start && (start > 0 || wholeStart) && (!ends || wholeEnd)) {
                terms.add(new RowTerms.Term(ref.column().name(), text.substring(start, end)));
            }
            start = end + 1;
        }
        return all(terms.stream());
    }

    private static RowTerms all(Stream<RowTerms> parts) {
        List<RowTerms> asking = parts.filter(part -> !part.equals(RowTerms.NONE)).toList();
        return asking.size() == 1 ? asking.getFirst() : new RowTerms.All(asking);
    }

    private static RowTerms any(Stream<RowTerms> parts) {
        List<RowTerms> all = parts.distinct().toList();
        if (all.isEmpty() || all.contains(RowTerms.NONE)) {
            return RowTerms.NONE;
        }
        return all.size() == 1 ? all.getFirst() : new RowTerms.Any(all);
    }
}
