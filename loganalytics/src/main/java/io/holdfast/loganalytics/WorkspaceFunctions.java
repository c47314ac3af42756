package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import io.holdfast.kql.SuppliedFunction;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Functions of queries whose tables another module keeps. Thread-safe.
public interface WorkspaceFunctions {

    /// None.
    WorkspaceFunctions NONE = new WorkspaceFunctions() {
        @Override
        public Collection<String> names() {
            return List.of();
        }

        @Override
        public Optional<SuppliedFunction> find(ResourceId workspace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<List<ObjectNode>> rows(ResourceId workspace, String table) {
            return Optional.empty();
        }
    };

    /// The names of the functions.
    Collection<String> names();

    /// The function of this exact name; the tables of its calls have columns of the types string, datetime
    /// and dynamic.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if what it reads is dark
    Optional<SuppliedFunction> find(ResourceId workspace, String name);

    /// The rows of a table that a function of the workspace has named, each an object of texts by column:
    /// times in ISO 8601, dynamic values as JSON; empty if no function named the table.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if they are dark
    Optional<List<ObjectNode>> rows(ResourceId workspace, String table);
}
