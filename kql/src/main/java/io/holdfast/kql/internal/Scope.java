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

    /// What a name stood for from one definition on.
    ///
    /// @param order number of the definition in its scope
    /// @param previous what the name stood for before, null for nothing
    private record Definition(Binding binding, int order, @Nullable Definition previous) {}

    private final @Nullable Scope outer;
    private final @Nullable SavedFunctions saved;
    /// Shared with the snapshots of this scope, each of which sees the definitions below its end.
    private final Map<String, Definition> definitions;
    /// Past the last definition that this scope sees; negative for all.
    private final int end;
    private int order;

    Scope(Scope outer) {
        this(outer, null, new HashMap<>(), -1);
    }

    private Scope(@Nullable Scope outer, @Nullable SavedFunctions saved, Map<String, Definition> definitions,
            int end) {
        this.outer = outer;
        this.saved = saved;
        this.definitions = definitions;
        this.end = end;
    }

    /// Returns the scope around all others: of the functions that the workspace has.
    static Scope root(SavedFunctions saved) {
        return new Scope(null, saved, new HashMap<>(), -1);
    }

    void define(String name, Binding binding) {
        if (end >= 0) {
            throw new IllegalStateException("A snapshot takes no definitions");
        }
        definitions.merge(name, new Definition(binding, order++, null),
                (before, now) -> new Definition(now.binding(), now.order(), before));
    }

    Optional<Binding> find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Binding binding = scope.own(name);
            if (binding != null) {
                return Optional.of(binding);
            }
            if (scope.saved != null) {
                return scope.saved.find(name);
            }
        }
        return Optional.empty();
    }

    private @Nullable Binding own(String name) {
        Definition definition = definitions.get(name);
        while (definition != null && end >= 0 && definition.order() >= end) {
            definition = definition.previous();
        }
        return definition == null ? null : definition.binding();
    }

    /// Says whether this scope itself, not one around it, gives the name.
    boolean definesHere(String name) {
        return own(name) != null;
    }

    /// Returns a view that later definitions in this scope do not reach: what a `let` sees is what stood
    /// before it. It costs nothing, however many names there are.
    Scope snapshot() {
        return new Scope(outer, saved, definitions, end >= 0 ? end : order);
    }

    /// Returns all names, for suggestions.
    Set<String> names() {
        Set<String> names = new HashSet<>();
        for (Scope scope = this; scope != null; scope = scope.outer) {
            for (String name : scope.definitions.keySet()) {
                if (scope.own(name) != null) {
                    names.add(name);
                }
            }
            if (scope.saved != null) {
                names.addAll(scope.saved.names());
            }
        }
        return names;
    }
}
