package io.holdfast.kqlcheck;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.ParsedQuery;
import io.holdfast.kql.QueryRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds columns for stubs and open tables with which a query binds: each unknown name becomes a column, and
/// where the query wants another type of one than the first guess, that type is tried.
final class OpenSchemas {
    /// Most binds of one query.
    private static final int MAX_BINDS = 200;
    private static final List<KqlType> TYPES = List.of(KqlType.STRING, KqlType.LONG, KqlType.DATETIME,
            KqlType.DYNAMIC, KqlType.BOOL, KqlType.TIMESPAN);
    private static final String PARSER = "_?(?:Im|im|ASim|ASIM|vim)_?[A-Z]\\w*";
    private static final Pattern CUSTOM_SOURCE = Pattern.compile("\\b(?:" + PARSER + "|\\w+_CL)\\b");

    private final String query;
    private final BindOptions options;
    private @Nullable ParsedQuery parsed;
    private int binds;

    OpenSchemas(String query, BindOptions options) {
        this.query = query;
        this.options = options;
    }

    /// Returns the catalog with the columns that the query needs.
    ///
    /// @throws KqlException if no such columns are found
    CheckCatalog grow(CheckCatalog catalog) {
        return grow(catalog, false);
    }

    /// As [#grow(CheckCatalog)]; all tables that no schema has become stubs, not only parsers.
    CheckCatalog growWithTables(CheckCatalog catalog) {
        return grow(catalog, true);
    }

    private CheckCatalog grow(CheckCatalog given, boolean tables) {
        CheckCatalog catalog = given;
        Map<String, KqlType> added = new TreeMap<>();
        while (true) {
            CheckCatalog grown = catalog.withAdded(added);
            KqlException error = error(grown);
            if (error == null) {
                return grown;
            }
            String name = error.unknownName().orElse(null);
            if (name != null && binds < MAX_BINDS && isTable(name, error, tables)
                    && grown.find(name).isEmpty()) {
                catalog = catalog.withStub(name);
                continue;
            }
            if (!catalog.isOpenFor(query) || binds > MAX_BINDS) {
                throw error;
            }
            if (name != null && !added.containsKey(name)) {
                added.put(name, guess(name));
            } else if (name != null || !retype(catalog, added, error)) {
                throw error;
            }
        }
    }

    /// Says whether an unknown name is that of a table or parser of the workspace, which the query itself
    /// does not define.
    private boolean isTable(String name, KqlException error, boolean tables) {
        String message = String.valueOf(error.getMessage());
        boolean parser = name.matches(PARSER);
        return ((tables && message.contains("Failed to resolve table"))
                || (parser && (message.contains("Unknown function")
                        || message.contains("Failed to resolve table"))))
                && !isDefined(query, name);
    }

    /// Returns the names in a query that parsers of the workspace or tables of custom logs have.
    static Set<String> customSources(String query) {
        return CUSTOM_SOURCE.matcher(query).results().map(MatchResult::group)
                .filter(name -> !isDefined(query, name)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isDefined(String query, String name) {
        return Pattern.compile("let\\s+" + Pattern.quote(name) + "\\b").matcher(query).find();
    }

    private @Nullable KqlException error(CheckCatalog catalog) {
        binds++;
        try {
            ParsedQuery known = parsed;
            if (known == null) {
                known = Kql.parse(query);
                parsed = known;
            }
            known.bindAll(catalog, options, QueryRunner.NONE);
            return null;
        } catch (KqlException e) {
            return e;
        }
    }

    /// Names end in the letters that custom logs give to types, or say that they are times.
    private static KqlType guess(String name) {
        if (name.endsWith("_d")) {
            return KqlType.REAL;
        }
        if (name.endsWith("_t") || name.equals("TimeGenerated") || name.equals("Timestamp")) {
            return KqlType.DATETIME;
        }
        return name.endsWith("_b") ? KqlType.BOOL : KqlType.DYNAMIC;
    }

    /// Changes the type of one column so that the error goes away or stands further behind.
    private boolean retype(CheckCatalog catalog, Map<String, KqlType> added, KqlException error) {
        for (String name : candidates(added, error)) {
            KqlType before = added.getOrDefault(name, KqlType.DYNAMIC);
            for (KqlType type : TYPES) {
                if (type != before && binds <= MAX_BINDS) {
                    added.put(name, type);
                    KqlException next = error(catalog.withAdded(added));
                    if (next == null || isBehind(next, error) || next.unknownName().isPresent()) {
                        return true;
                    }
                }
            }
            added.put(name, before);
        }
        return false;
    }

    private static boolean isBehind(KqlException next, KqlException error) {
        return next.line() > error.line() || (next.line() == error.line() && next.column() > error.column());
    }

    /// Returns the added columns that stand in the query, those near the error first.
    private List<String> candidates(Map<String, KqlType> added, KqlException error) {
        List<String> lines = query.lines().toList();
        Map<String, Integer> distances = new HashMap<>();
        for (String name : added.keySet()) {
            Pattern word = Pattern.compile("\\b" + Pattern.quote(name) + "\\b");
            for (int line = 0; line < lines.size(); line++) {
                if (word.matcher(lines.get(line)).find()) {
                    distances.merge(name, Math.abs(line + 1 - error.line()), Math::min);
                }
            }
        }
        List<String> names = new ArrayList<>(distances.keySet());
        names.sort((a, b) -> Integer.compare(distances.getOrDefault(a, 0), distances.getOrDefault(b, 0)));
        return names;
    }
}
