package io.holdfast.kql;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A tabular function that another module supplies: each call reads a table, chosen by constant arguments.
@FunctionalInterface
public interface SuppliedFunction {
    /// Returns the table that a call reads, whose name the scans of the query then carry, or empty if the
    /// arguments name none.
    ///
    /// @param arguments the values of the arguments, of the classes that [Scalar.Literal] names; null for a
    /// null and for what is no constant
    Optional<TableSchema> table(List<@Nullable Object> arguments);
}
