package io.holdfast.kqlcheck;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableCatalog;
import io.holdfast.query.CancellationSignal;
import io.holdfast.query.QueryEngine;
import io.holdfast.query.QueryException;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.QueryResult;
import io.holdfast.query.TimeRange;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Runs queries whose results are known, and shows each difference.
///
/// A record has `query` and either `columns`, `rows`, `rowOrder` and `flags`, or `expectError`. Records with
/// `needs` read tables that are not there and are left out; so are those with `expectError` to which the
/// official parser has no objection (`parserSays`), as some were refused for other reasons than the language;
/// and those of printed pages that the mirrored engine itself does not meet (`agreesWithEmulator` is false).
public final class SemanticsCheck {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final QueryLimits LIMITS = new QueryLimits(100_000, 100_000_000, Duration.ofSeconds(20));

    private final PrintWriter out;

    /// @param out where the report goes
    public SemanticsCheck(PrintWriter out) {
        this.out = out;
    }

    /// Runs the records of all files, prints the differences, and a line with the counts for each file and
    /// for all.
    public void run(List<Path> paths) {
        int passedInAll = 0;
        int all = 0;
        try (GeneratedRows rows = new GeneratedRows(table -> {
            throw new IllegalStateException("no table " + table);
        })) {
            QueryEngine engine = new QueryEngine(rows, Clock.fixed(NOW, ZoneOffset.UTC), LIMITS);
            for (Path file : JsonLines.files(paths)) {
                List<JsonNode> records = JsonLines.read(file).stream().filter(SemanticsCheck::isChecked)
                        .toList();
                int passed = 0;
                for (JsonNode record : records) {
                    passed += passes(engine, record) ? 1 : 0;
                }
                out.println("%s: passed %d/%d".formatted(JsonLines.nameOf(file), passed, records.size()));
                out.flush();
                passedInAll += passed;
                all += records.size();
            }
        }
        out.println("all: passed %d/%d".formatted(passedInAll, all));
        out.flush();
    }

    private static boolean isChecked(JsonNode record) {
        return !record.has("needs") && record.path("agreesWithEmulator").asBoolean(true)
                && !(record.path("expectError").asBoolean(false) && record.path("parserSays").isEmpty());
    }

    private boolean passes(QueryEngine engine, JsonNode record) {
        Optional<String> difference = difference(engine, record);
        difference.ifPresent(text -> {
            out.println(record.path("id").asString() + " " + record.path("case").asString());
            record.path("query").asString().lines().forEach(line -> out.println("    | " + line));
            text.lines().forEach(line -> out.println("    " + line));
        });
        return difference.isEmpty();
    }

    /// Returns how the result of a record differs from what it states, or empty if it does not.
    private static Optional<String> difference(QueryEngine engine, JsonNode record) {
        boolean wantsError = record.path("expectError").asBoolean(false);
        try {
            // Of several results the first was recorded.
            QueryResult result = engine.runAll(record.path("query").asString(), TableCatalog.of(List.of()),
                    TimeRange.UNBOUNDED, new CancellationSignal()).getFirst();
            return wantsError
                    ? Optional.of("not refused: " + record.path("parserSays"))
                    : new ResultComparison(record).difference(result);
        } catch (KqlException e) {
            return wantsError
                    ? Optional.empty()
                    : Optional.of("error " + e.code() + " at " + e.line() + ":" + e.column() + ": "
                            + e.getMessage());
        } catch (QueryException e) {
            return wantsError ? Optional.empty() : Optional.of("error " + e.code() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            return Optional.of("error " + e);
        }
    }
}
