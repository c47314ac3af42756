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
    /// The datetime that the session of the row begins at: datetime, longest span from its first row, longest
    /// span between rows. The binder computes it by [ScalarOp#ROW_SESSIONS]; plans do not hold it.
    SESSION_START,
    /// The greatest value of the first argument up to this row.
    RUNNING_MAX
}
