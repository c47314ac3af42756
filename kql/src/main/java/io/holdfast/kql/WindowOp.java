package io.holdfast.kql;

/// An operation over the rows of a relation in their order.
public enum WindowOp {
    /// The number of the row plus the first argument, a long literal: the number of the first row.
    ROW_NUMBER,
    /// The first argument as of so many rows before (second argument), or the third argument where there is
    /// none.
    PREVIOUS,
    /// The first argument as of so many rows after (second argument), or the third argument where there is
    /// none.
    NEXT,
    /// The sum of the first argument up to this row.
    RUNNING_SUM,
    /// The greatest value of the first argument up to this row.
    RUNNING_MAX
}
