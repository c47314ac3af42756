package io.holdfast.kql;

/// An operation over the rows of a group. Nulls are left out unless stated.
public enum AggregateOp {
    /// The number of rows; no arguments.
    COUNT,
    /// The number of distinct values; one argument.
    COUNT_DISTINCT,
    /// The sum, zero over no rows; one number or timespan.
    SUM,
    /// The mean as real, `NaN` over no rows, or of timespans as a timespan; one argument.
    AVERAGE,
    /// The least value; one argument.
    MIN,
    /// The greatest value; one argument.
    MAX,
    /// The first argument, null too, of the row with the least second one.
    ARG_MIN,
    /// The first argument, null too, of the row with the greatest second one.
    ARG_MAX,
    /// A dynamic array of the values; the second argument, a long literal, is the most elements.
    MAKE_LIST,
    /// A dynamic array of the values, nulls too, as [#MAKE_LIST].
    MAKE_LIST_WITH_NULLS,
    /// A dynamic array of the distinct values in order of appearance; second argument as in [#MAKE_LIST].
    MAKE_SET,
    /// A bag of the members of bags, the first of each name kept; second argument as in [#MAKE_LIST].
    MAKE_BAG,
    /// Any value, one that is not null if there is one.
    TAKE_ANY,
    /// The value, null too, of one row, the same row for each such aggregate of a group.
    TAKE_ANY_ROW,
    /// The value of the nearest rank; the second argument is the percentage, a real literal.
    PERCENTILE,
    /// The standard deviation of a sample.
    STANDARD_DEVIATION,
    /// The standard deviation of a population.
    POPULATION_STANDARD_DEVIATION,
    /// The variance of a sample.
    VARIANCE,
    /// The variance of a population.
    POPULATION_VARIANCE,
    /// The bitwise `and` of longs.
    BINARY_AND,
    /// The bitwise `or` of longs.
    BINARY_OR,
    /// The bitwise exclusive `or` of longs.
    BINARY_XOR,
    /// The covariance of a sample; two reals.
    COVARIANCE,
    /// The covariance of a population; two reals.
    POPULATION_COVARIANCE,
    /// As [#PERCENTILE] with a weight: value, weight as long, percentage.
    WEIGHTED_PERCENTILE,
    /// A json array of percentiles: value, weight as long, percentages.
    PERCENTILES_ARRAY,
    /// A sketch of the distinct values, a dynamic value; one argument.
    HLL,
    /// One sketch of several; one argument.
    HLL_MERGE,
    /// A digest of the distribution, a dynamic value: value, weight as long.
    TDIGEST,
    /// One digest of several; one argument.
    TDIGEST_MERGE,
    /// The schema that all dynamic values have; one argument.
    BUILD_SCHEMA
}
