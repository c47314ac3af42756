package io.holdfast.sentinel;

import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// What a `$filter` asks of rows, before it is known of which table.
@FunctionalInterface
interface ListCondition {

    /// All rows.
    ListCondition ALL = _ -> _ -> Test.YES;

    /// How it is tested in a table that does not change meanwhile.
    Test in(ListTable table);

    /// Whether a row is chosen: what is not known without opening the document stands between no and yes, as in the
    /// logic of Kleene.
    @FunctionalInterface
    interface Test {

        int NO = 0;
        int UNKNOWN = 1;
        int YES = 2;

        int of(int row);
    }

    default ListCondition or(ListCondition other) {
        return table -> {
            Test mine = in(table);
            Test others = other.in(table);
            return row -> {
                int known = mine.of(row);
                return known == Test.YES ? known : Math.max(known, others.of(row));
            };
        };
    }

    default ListCondition and(ListCondition other) {
        return table -> {
            Test mine = in(table);
            Test others = other.in(table);
            return row -> {
                int known = mine.of(row);
                return known == Test.NO ? known : Math.min(known, others.of(row));
            };
        };
    }

    default ListCondition negate() {
        return table -> {
            Test mine = in(table);
            return row -> Test.YES - mine.of(row);
        };
    }

    /// Whether a member has no value.
    static ListCondition isNull(int member) {
        return table -> {
            ListColumn column = table.column(member);
            return row -> column.isNull(row) ? Test.YES : Test.NO;
        };
    }

    /// Compares the member that is a number or a time with a value.
    ///
    /// @param test of what comparing the member with it gives
    static ListCondition ofNumber(int member, long wanted, IntPredicate test) {
        int[] answers = {answer(test.test(-1)), answer(test.test(0)), answer(test.test(1))};
        return table -> {
            ListColumn.Numbers column = (ListColumn.Numbers) table.column(member);
            return row -> column.isNull(row)
                    ? Test.NO
                    : answers[1 - Integer.signum(column.compare(wanted, row))];
        };
    }

    /// Tests the member that is a text. Each different text is tested once.
    static ListCondition ofText(int member, Predicate<String> test) {
        return table -> {
            ListColumn.Texts column = (ListColumn.Texts) table.column(member);
            // One more than the answer; 0 while it is not known.
            byte[] answers = new byte[column.codes()];
            return row -> {
                if (column.isNull(row)) {
                    return Test.NO;
                }
                int code = column.code(row);
                if (answers[code] == 0) {
                    String text = column.text(code);
                    answers[code] = (byte) (1
                            + (column.isCut(text) ? Test.UNKNOWN : answer(test.test(text))));
                }
                return answers[code] - 1;
            };
        };
    }

    private static int answer(boolean is) {
        return is ? Test.YES : Test.NO;
    }
}
