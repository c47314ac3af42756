package io.holdfast.kql.internal;

import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.SuppliedFunction;
import io.holdfast.kql.internal.Statement.LetFunction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names that `let`, parameters and `as` have given, innermost first. Not thread-safe: one bind owns it.
final class Scope {
    /// What a name stands for.
    sealed interface Binding {
        /// A scalar value.
        record Value(Scalar scalar) implements Binding {}

        /// A table, bound anew, in the scope where it was written, each time it is read.
        record Table(Expression expression, Scope scope) implements Binding {}

        /// A table computed once.
        record SharedTable(Relation.Shared shared) implements Binding {}

        /// A function, bound anew at each call.
        record Function(LetFunction declaration, Scope scope) implements Binding {}

        /// A pattern, whose bodies are bound anew at each use.
        record Pattern(Statement.Pattern declaration, Scope scope) implements Binding {}

        /// A function of another module, which gives a table.
        record Supplied(SuppliedFunction function) implements Binding {}
    }

    private final @Nullable Scope outer;
    private final @Nullable SavedFunctions saved;
    private final Map<String, Binding> bindings = new HashMap<>();

    Scope(Scope outer) {
        this.outer = outer;
        this.saved = null;
    }

    private Scope(@Nullable Scope outer, @Nullable SavedFunctions saved) {
        this.outer = outer;
        this.saved = saved;
    }

    /// Returns the scope around all others: of the functions that the workspace has.
    static Scope root(SavedFunctions saved) {
        return new Scope(null, saved);
    }

    void define(String name, Binding binding) {
        bindings.put(name, binding);
    }

    Optional<Binding> find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Binding binding = scope.bindings.get(name);
            if (binding != null) {
                return Optional.of(binding);
            }
            if (scope.saved != null) {
                return scope.saved.find(name);
            }
        }
        return Optional.empty();
    }

    /// Says whether this scope itself, not one around it, gives the name.
    boolean definesHere(String name) {
        return bindings.containsKey(name);
    }

    /// Returns a copy that later definitions in this scope do not reach: what a `let` sees is what stood
    /// before it.
    Scope snapshot() {
        Scope copy = new Scope(outer, saved);
        copy.bindings.putAll(bindings);
        return copy;
    }

    /// Returns all names, for suggestions.
    Set<String> names() {
        Set<String> names = new HashSet<>();
        for (Scope scope = this; scope != null; scope = scope.outer) {
            names.addAll(scope.bindings.keySet());
            if (scope.saved != null) {
                names.addAll(scope.saved.names());
            }
        }
        return names;
    }
}
