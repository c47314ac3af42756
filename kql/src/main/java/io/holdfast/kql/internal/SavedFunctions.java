package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Position;
import io.holdfast.kql.SavedFunction;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The functions of a catalog as bindings, parsed when first met. Not thread-safe: one bind owns it.
final class SavedFunctions {
    private final TableCatalog catalog;
    private final Map<String, Optional<Binding>> parsed = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    SavedFunctions(TableCatalog catalog) {
        this.catalog = catalog;
    }

    /// Returns the function of a name. Within its own body the name stands for a table.
    Optional<Binding> find(String name) {
        if (open.contains(name)) {
            return Optional.empty();
        }
        Optional<Binding> known = parsed.get(name);
        if (known == null) {
            known = load(name);
            parsed.put(name, known);
        }
        return known;
    }

    Collection<String> names() {
        return catalog.functionNames();
    }

    private Optional<Binding> load(String name) {
        Optional<SavedFunction> saved = catalog.savedFunction(name);
        return saved.isPresent()
                ? Optional.of(new Binding.Function(parse(saved.get()), Scope.root(this)))
                : catalog.suppliedFunction(name).map(Binding.Supplied::new);
    }

    /// Says whether the function of a name is being bound.
    boolean isOpen(String name) {
        return open.contains(name);
    }

    void enter(String name) {
        open.add(name);
    }

    void leave(String name) {
        open.remove(name);
    }

    private static Statement.LetFunction parse(SavedFunction function) {
        String text = "let saved = (" + function.parameters() + ") {\n" + function.body() + "\n}; 0";
        try {
            List<Statement> statements = KqlParsing.parse(text);
            if (statements.getFirst() instanceof Statement.LetFunction let && statements.size() == 2) {
                return new Statement.LetFunction(Position.START, function.name(), let.parameters(),
                        let.body(), true, false);
            }
        } catch (KqlException e) {
            throw invalid(function.name(), e.getMessage(), e.line() - 1);
        }
        throw invalid(function.name(), "its braces do not match", 1);
    }

    private static KqlException invalid(String name, @Nullable String why, int line) {
        return KqlException.of(Kind.SEMANTIC, Position.START,
                "The saved function '%s' is no KQL: line %d: %s".formatted(name, line, why));
    }
}
