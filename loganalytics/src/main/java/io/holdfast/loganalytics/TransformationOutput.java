package io.holdfast.loganalytics;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableSchema;
import io.holdfast.rest.ApiException;
import java.util.List;
import java.util.Optional;

/// Whether what a transformation makes fits its table. Looked at when the rule is written.
final class TransformationOutput {

    private TransformationOutput() {}

    /// @throws ApiException 400 `InvalidTransformQuery` with line and column, or `InvalidTransformOutput`
    static void check(Rules.Target target) {
        BoundQuery query;
        try {
            query = Kql.bindTransformation(target.kql(),
                    new TableSchema(TransformationRun.SOURCE, TransformationRun.sourceColumns(target)),
                    new BindOptions(0, Long.MIN_VALUE, Long.MAX_VALUE));
        } catch (KqlException e) {
            throw new ApiException(400, "InvalidTransformQuery",
                    "Error occurred while compiling query in query: " + e.code() + " at " + e.line() + ":"
                            + e.column() + " : " + Failures.message(e));
        }
        List<ColumnSchema> produced = query.relation().columns().stream()
                .map(column -> new ColumnSchema(column.name(), column.type())).toList();
        if (produced.stream().map(ColumnSchema::name).noneMatch(Tables.TIME_GENERATED::equals)) {
            throw new ApiException(400, "InvalidTransformOutput",
                    "The transformation must make the column TimeGenerated: add it with '| extend "
                            + "TimeGenerated = ...'.");
        }
        for (ColumnSchema stored : target.stored()) {
            Optional<ColumnSchema> same = produced.stream()
                    .filter(column -> column.name().equals(stored.name())).findFirst();
            same.ifPresent(column -> requireType(column, stored));
        }
    }

    /// @throws ApiException 400 `InvalidTransformOutput` if the types differ
    static void requireType(ColumnSchema produced, ColumnSchema stored) {
        if (produced.type() != stored.type()) {
            throw new ApiException(400, "InvalidTransformOutput",
                    "Types of transform output columns do not match the ones defined by the output stream: "
                            + stored.name() + " [produced:'" + Tables.apiType(produced.type()) + "', output:'"
                            + Tables.apiType(stored.type()) + "'].");
        }
    }
}
