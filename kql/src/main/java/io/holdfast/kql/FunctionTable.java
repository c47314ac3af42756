package io.holdfast.kql;

import io.holdfast.kql.internal.FunctionListing;
import java.util.List;

/// The functions that queries can call, for documents and for tests.
public final class FunctionTable {
    /// One function.
    ///
    /// @param family what it is about, such as `Series`
    /// @param name in lower case
    /// @param parameters the types of the arguments: `[type]` may be left out, `type...` repeats, `any` is
    /// taken as it is; one `...` for a function whose arguments follow rules of their own
    /// @param result the type of the value, the types of the values of a function of several, or `same` for
    /// that of the first argument; `by arguments` where rules of its own decide
    public record Function(String family, String name, List<String> parameters, String result) {
        /// Copies the list.
        public Function {
            parameters = List.copyOf(parameters);
        }
    }

    private FunctionTable() {}

    /// Returns the scalar functions, by family.
    public static List<Function> scalars() {
        return FunctionListing.scalars();
    }

    /// Returns the names of the aggregates.
    public static List<String> aggregates() {
        return FunctionListing.aggregates();
    }
}
