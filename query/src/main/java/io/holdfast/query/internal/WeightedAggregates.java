package io.holdfast.query.internal;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import java.util.List;
import java.util.stream.Collectors;

/// Prints the aggregates of two values as DuckDB SQL.
final class WeightedAggregates {
    private final ScalarPrinter scalars;

    WeightedAggregates(ScalarPrinter scalars) {
        this.scalars = scalars;
    }

    /// @param filter which rows count: those whose value is not null
    String print(AggregateColumn column, String filter) {
        List<Scalar> arguments = column.arguments();
        return switch (column.op()) {
            case COVARIANCE, POPULATION_COVARIANCE -> covariance(column, filter);
            case WEIGHTED_PERCENTILE -> percentile(column, arguments.get(2), filter);
            case TDIGEST -> scalars.java("tdigest", pairs(column, filter),
                    SqlText.string(arguments.getFirst().type().kustoName()));
            default -> arguments.subList(2, arguments.size()).stream()
                    .map(percentage -> "coalesce("
                            + CastTemplates.toJson(scalars, arguments.getFirst().type(),
                                    percentile(column, percentage, filter))
                            + ", 'null')")
                    .collect(Collectors.joining(" || ',' || ", "('[' || ", " || ']')"));
        };
    }

    private String covariance(AggregateColumn column, String filter) {
        String function = column.op() == AggregateOp.COVARIANCE ? "covar_samp" : "covar_pop";
        String first = scalars.print(column.arguments().get(0));
        String second = scalars.print(column.arguments().get(1));
        return "coalesce(" + function + "(" + first + ", " + second + ")" + filter.substring(0,
                filter.length() - 1) + " AND isfinite(" + first + ") AND isfinite(" + second + ")), 0)";
    }

    /// The values, as numbers that their type is stored as, and their weights.
    private String pairs(AggregateColumn column, String filter) {
        String value = scalars.print(column.arguments().get(0));
        String weight = scalars.print(column.arguments().get(1));
        return "('[' || coalesce(string_agg('[' || CAST(CAST(" + value + " AS DOUBLE) AS VARCHAR) || ',' || "
                + weight + " || ']', ',')" + filter + ", '') || ']')";
    }

    private String percentile(AggregateColumn column, Scalar percentage, String filter) {
        Scalar weight = column.arguments().get(1);
        double percent = percentage instanceof Literal literal && literal.value() instanceof Double number
                ? Math.max(0, Math.min(100, number))
                : 0;
        if (weight instanceof Literal) {
            return "quantile_disc(" + scalars.print(column.arguments().getFirst()) + ", " + percent / 100
                    + ")" + filter;
        }
        KqlType type = column.arguments().getFirst().type();
        return "TRY_CAST(" + scalars.java("weighted_percentile", pairs(column, filter),
                "CAST(" + percent + " AS DOUBLE)") + " AS " + SqlText.type(type) + ")";
    }
}
