package io.holdfast.kql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A table-valued expression of the algebra.
///
/// Rows have an order only after [Sort] and what keeps it: [Filter], [Project], [Limit], [Expand].
public sealed interface Relation {
    /// Returns the columns of the rows, in order.
    List<Column> columns();

    /// A column and the expression that yields its values.
    record Assignment(Column column, Scalar value) {}

    /// A reading of a stored table.
    ///
    /// @param index number of the scan within the query, from 0
    /// @param columns those of the table, in the order of its schema
    record Scan(int index, String table, List<Column> columns) implements Relation {
        /// Copies the list.
        public Scan {
            Objects.requireNonNull(table, "table");
            columns = List.copyOf(columns);
        }
    }

    /// Constant rows.
    record Values(List<Column> columns, List<List<Scalar.Literal>> rows) implements Relation {
        /// Copies the lists.
        public Values {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /// The values from `start` to `end` inclusive, `step` apart: long, real, datetime or timespan constants.
    record Sequence(Column column, Scalar start, Scalar end, Scalar step) implements Relation {
        @Override
        public List<Column> columns() {
            return List.of(column);
        }
    }

    /// The rows for which the predicate is true, not false or null.
    record Filter(Relation input, Scalar predicate) implements Relation {
        @Override
        public List<Column> columns() {
            return input.columns();
        }
    }

    /// New rows with exactly these columns.
    record Project(Relation input, List<Assignment> assignments) implements Relation {
        /// Copies the list.
        public Project {
            assignments = List.copyOf(assignments);
        }

        @Override
        public List<Column> columns() {
            return assignments.stream().map(Assignment::column).toList();
        }
    }

    /// One row for each distinct combination of the keys; without keys exactly one row.
    record Aggregate(Relation input, List<Assignment> keys,
            List<AggregateColumn> aggregates) implements Relation {
        /// Copies the lists.
        public Aggregate {
            keys = List.copyOf(keys);
            aggregates = List.copyOf(aggregates);
        }

        @Override
        public List<Column> columns() {
            List<Column> columns = new ArrayList<>(keys.stream().map(Assignment::column).toList());
            aggregates.forEach(aggregate -> columns.add(aggregate.column()));
            return List.copyOf(columns);
        }
    }

    /// A column that aggregates rows.
    ///
    /// @param filter only rows for which it is true count; null for all
    record AggregateColumn(Column column, AggregateOp op, List<Scalar> arguments, @Nullable Scalar filter) {
        /// Copies the list.
        public AggregateColumn {
            arguments = List.copyOf(arguments);
        }
    }

    /// One row of those that agree in the keys; the first if the rows have an order.
    record FirstPerKey(Relation input, List<Column> keys) implements Relation {
        /// Copies the list.
        public FirstPerKey {
            keys = List.copyOf(keys);
        }

        @Override
        public List<Column> columns() {
            return input.columns();
        }
    }

    /// The rows in order of the keys.
    record Sort(Relation input, List<SortKey> keys) implements Relation {
        /// Copies the list.
        public Sort {
            keys = List.copyOf(keys);
        }

        @Override
        public List<Column> columns() {
            return input.columns();
        }
    }

    /// What rows are ordered by.
    record SortKey(Scalar value, boolean ascending, boolean nullsFirst) {}

    /// The first rows, at most so many.
    record Limit(Relation input, Scalar count) implements Relation {
        @Override
        public List<Column> columns() {
            return input.columns();
        }
    }

    /// The rows of all branches.
    record Union(List<Branch> branches, List<Column> columns) implements Relation {
        /// Copies the lists.
        public Union {
            branches = List.copyOf(branches);
            columns = List.copyOf(columns);
        }
    }

    /// One input of a union.
    ///
    /// @param sources the input's column for each column of the union, of its type; where there is none the
    /// rows have null, or the empty text
    record Branch(Relation input, Map<Column, Column> sources) {
        /// Copies the map.
        public Branch {
            sources = Map.copyOf(sources);
        }
    }

    /// Pairs of rows that agree in the keys, without keys all pairs.
    ///
    /// Columns: those of the left side for the semi and anti kinds, else those of both sides.
    record Join(JoinKind kind, Relation left, Relation right, List<KeyPair> keys) implements Relation {
        /// Copies the list.
        public Join {
            keys = List.copyOf(keys);
        }

        @Override
        public List<Column> columns() {
            if (kind == JoinKind.LEFT_SEMI || kind == JoinKind.LEFT_ANTI) {
                return left.columns();
            }
            List<Column> columns = new ArrayList<>(left.columns());
            columns.addAll(right.columns());
            return List.copyOf(columns);
        }
    }

    /// Two columns of the same type, one of each side, that must be equal. Nulls equal each other.
    record KeyPair(Column left, Column right) {}

    /// Which rows a join yields.
    enum JoinKind {
        /// Each pair that agrees.
        INNER,
        /// Those, and each left row without a partner, with nulls at the right.
        LEFT_OUTER,
        /// Those, and each row of either side without a partner.
        FULL_OUTER,
        /// Each left row that has a partner, once.
        LEFT_SEMI,
        /// Each left row without a partner.
        LEFT_ANTI
    }

    /// Each row once for each element of its arrays or each member of its bags, side by side.
    ///
    /// Columns: those of the input, then the elements, then the index. A row without any element yields one
    /// row of null elements.
    ///
    /// @param index column of the position of the element, from 0; null if not wanted
    /// @param limit most rows of one input row; null for no limit
    /// @param pairs whether a member of a bag becomes an array of its name and value; else a bag of one
    /// member
    record Expand(Relation input, List<Assignment> elements, @Nullable Column index, @Nullable Long limit,
            boolean pairs) implements Relation {
        /// Copies the list.
        public Expand {
            elements = List.copyOf(elements);
        }

        @Override
        public List<Column> columns() {
            List<Column> columns = new ArrayList<>(input.columns());
            elements.forEach(element -> columns.add(element.column()));
            if (index != null) {
                columns.add(index);
            }
            return List.copyOf(columns);
        }
    }

    /// A relation computed once and read wherever the same number appears.
    ///
    /// @param columns as many as the definition has, of the same types, with ids of their own
    record Shared(int number, Relation definition, List<Column> columns) implements Relation {
        /// Copies the list.
        public Shared {
            columns = List.copyOf(columns);
        }
    }
}
