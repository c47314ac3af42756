package io.holdfast.kqlcheck;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.SavedFunction;
import io.holdfast.kql.TableSchema;
import io.holdfast.query.CancellationSignal;
import io.holdfast.query.QueryEngine;
import io.holdfast.query.QueryException;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.TimeRange;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Counts how many queries of a corpus parse, bind and run, and ranks what the others lack.
///
/// A record has the query in `kql`, whether it is right in `semantic`, and in `externalNames` the functions
/// and tables it reads that no schema has. Records with `parser` are those that no parser may accept.
public final class QueryCheck {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final BindOptions OPTIONS = BindOptions.at(KqlDatetime.ofInstant(NOW));
    private static final QueryLimits LIMITS = new QueryLimits(10_000, 10_000_000, Duration.ofSeconds(20));
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]*\\}\\}");
    private static final Pattern TIMESTAMP = Pattern.compile("\\bTimestamp\\d*\\b");

    private final Schemas schemas;
    private final PrintWriter out;
    private final Map<String, SavedFunction> functions = new LinkedHashMap<>();
    /// What the body of each function reads besides tables with a schema.
    private final Map<String, List<String>> needs = new HashMap<>();
    private final Ranking missing = new Ranking();
    private final Tally stubbed = new Tally();
    private final Tally clean = new Tally();
    private final AtomicReference<CheckCatalog> current;
    private int rejects;
    private int rejectsRefused;
    private int errors;
    private int errorsRefused;

    /// @param schemas the folder of table schemas, one JSON file each
    /// @param out where the report goes
    public QueryCheck(Path schemas, PrintWriter out) {
        this.schemas = Schemas.load(schemas);
        this.out = out;
        current = new AtomicReference<>(catalog(Set.of(), false));
    }

    /// How far the records of a group came.
    private static final class Tally {
        private int all;
        private int parsed;
        private int bound;
        private int ran;

        void add(Stage stage) {
            all++;
            parsed += stage == Stage.NONE ? 0 : 1;
            bound += stage == Stage.BOUND || stage == Stage.RAN ? 1 : 0;
            ran += stage == Stage.RAN ? 1 : 0;
        }

        @Override
        public String toString() {
            return "parsed %d/%d, bound %d/%d, ran %d/%d".formatted(parsed, all, bound, all, ran, all);
        }
    }

    /// The last step that a query got through.
    private enum Stage {
        NONE, PARSED, BOUND, RAN
    }

    /// Reads the files, runs each query and prints the report.
    ///
    /// @param paths files of records, or folders of them
    /// @param functionPaths further files or folders, of whose records only functions are taken
    public void run(List<Path> paths, List<Path> functionPaths) {
        List<Path> files = JsonLines.files(paths);
        List<Path> sources = new ArrayList<>(JsonLines.files(functionPaths));
        files.stream().filter(file -> JsonLines.nameOf(file).equals("parsers.jsonl")).forEach(sources::add);
        sources.forEach(file -> JsonLines.read(file).forEach(this::saveFunction));
        functions.values().stream().filter(function -> !binds(function)).map(SavedFunction::name).toList()
                .forEach(functions::remove);
        try (GeneratedRows rows = new GeneratedRows(this::schema)) {
            QueryEngine engine = new QueryEngine(rows, Clock.fixed(NOW, ZoneOffset.UTC), LIMITS);
            for (Path file : files) {
                JsonLines.read(file).forEach(record -> check(engine, JsonLines.nameOf(file), record));
            }
        }
        report();
    }

    private TableSchema schema(String table) {
        return current.get().find(table).orElseThrow();
    }

    private void saveFunction(JsonNode record) {
        for (SavedFunction function : SavedFunctions.of(record)) {
            functions.putIfAbsent(function.name(), function);
            needs.putIfAbsent(function.name(), JsonLines.texts(record, "externalNames"));
        }
    }

    /// Says whether a call of the function binds; one that does not is stubbed like a missing one.
    private boolean binds(SavedFunction function) {
        String call = "['" + function.name().replace("'", "\\'") + "']()";
        try {
            new OpenSchemas(call, OPTIONS).grow(catalogFor(function.body(), Set.of(function.name())));
            return true;
        } catch (KqlException e) {
            out.println("not saved: function " + function.name() + ": " + e.getMessage());
            return false;
        }
    }

    private CheckCatalog catalog(Set<String> stubs, boolean timestamp) {
        return new CheckCatalog(schemas.tables(), functions, stubs, schemas.open(), timestamp, Map.of());
    }

    /// Returns the query of a record with its placeholders filled.
    static String text(JsonNode record) {
        return PLACEHOLDER.matcher(record.path("kql").asString())
                .replaceAll(match -> match.group().contains("ISO") ? "2026-01-01T00:00:00Z" : "x");
    }

    /// Says whether a query names the time of rows as Defender does.
    static boolean namesTimestamp(String query) {
        return TIMESTAMP.matcher(query).find();
    }

    private void check(QueryEngine engine, String file, JsonNode record) {
        String query = text(record);
        String id = file + " " + record.path("id").asString();
        if (record.has("parser")) {
            rejects++;
            rejectsRefused += refused(id, "rejects", query, Set.of()) ? 1 : 0;
            return;
        }
        Set<String> external = new HashSet<>(JsonLines.texts(record, "externalNames"));
        switch (record.path("semantic").asString()) {
            case "errors" -> {
                errors++;
                errorsRefused += refused(id, "errors", query, external) ? 1 : 0;
            }
            case "clean" -> {
                Stage stage = stage(engine, id, query, external);
                stubbed.add(stage);
                if (external.isEmpty()) {
                    clean.add(stage);
                }
            }
            default -> {
                // What the official analyser could not check says nothing of this engine.
            }
        }
    }

    private CheckCatalog catalogFor(String query, Set<String> external) {
        Set<String> stubs = new HashSet<>(Set.of("_GetWatchlist"));
        external.forEach(name -> addNeeds(name, stubs));
        stubs.removeAll(functions.keySet());
        stubs.removeAll(schemas.tables().keySet());
        return catalog(stubs, namesTimestamp(query));
    }

    private void addNeeds(String name, Set<String> all) {
        if (all.add(name)) {
            needs.getOrDefault(name, List.of()).forEach(need -> addNeeds(need, all));
        }
    }

    /// Tries a query as it is, and again with stubs for the parsers and custom logs that it names: a fuzzy
    /// union does not look at what else stands in the branches of missing ones.
    private boolean refused(String id, String group, String query, Set<String> external) {
        Set<String> stubs = OpenSchemas.customSources(query);
        stubs.addAll(external);
        if (refused(query, external) || (stubs.size() > external.size() && refused(query, stubs))) {
            return true;
        }
        out.println("not refused: " + group + " " + id);
        return false;
    }

    private boolean refused(String query, Set<String> external) {
        try {
            new OpenSchemas(query, OPTIONS).grow(catalogFor(query, external));
            return false;
        } catch (KqlException e) {
            return e.kind() != KqlException.Kind.UNSUPPORTED;
        }
    }

    private Stage stage(QueryEngine engine, String id, String query, Set<String> external) {
        Stage stage = Stage.NONE;
        try {
            Kql.checkSyntax(query);
            stage = Stage.PARSED;
            CheckCatalog catalog = new OpenSchemas(query, OPTIONS)
                    .growWithTables(catalogFor(query, external));
            stage = Stage.BOUND;
            current.set(catalog);
            engine.runAll(query, catalog, TimeRange.UNBOUNDED, new CancellationSignal());
            return Stage.RAN;
        } catch (KqlException e) {
            missing.add(id, e);
        } catch (QueryException e) {
            missing.add(id, "run: " + e.code() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            missing.add(id, "run: " + e);
        }
        return stage;
    }

    private void report() {
        out.println();
        out.println("missing, by number of queries:");
        missing.lines().forEach(out::println);
        out.println();
        out.println("rejects refused %d/%d".formatted(rejectsRefused, rejects));
        out.println("errors refused %d/%d".formatted(errorsRefused, errors));
        out.println("stubbed: " + stubbed);
        out.println("clean: " + clean);
        out.flush();
    }
}
