package io.holdfast.kqlcheck;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableCatalog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A query of a corpus that is right by itself, with a catalog over which it binds.
public record CleanRule(String id, String text, TableCatalog catalog) {
    /// What the rules are bound with.
    public static final BindOptions OPTIONS = BindOptions
            .at(KqlDatetime.ofInstant(Instant.parse("2026-01-01T00:00:00Z")));

    /// Checks that all are there.
    public CleanRule {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(catalog, "catalog");
    }

    /// Reads the rules of the folder `queries` of a corpus over the tables of its folder `schemas`, in the
    /// order of its files: those that are marked clean, read no function of a workspace, and bind.
    public static List<CleanRule> load(Path corpus) {
        Schemas schemas = Schemas.load(corpus.resolve("schemas"));
        List<CleanRule> rules = new ArrayList<>();
        for (Path file : JsonLines.files(List.of(corpus.resolve("queries")))) {
            JsonLines.read(file).stream()
                    .filter(record -> record.path("semantic").asString("").equals("clean")
                            && record.path("externalNames").isEmpty())
                    .forEach(record -> rule(schemas, record).ifPresent(rules::add));
        }
        return rules;
    }

    private static Optional<CleanRule> rule(Schemas schemas, JsonNode record) {
        String text = QueryCheck.text(record);
        CheckCatalog catalog = new CheckCatalog(schemas.tables(), Map.of(), Set.of("_GetWatchlist"),
                schemas.open(), QueryCheck.namesTimestamp(text), Map.of());
        try {
            return Optional.of(new CleanRule(record.path("id").asString(), text,
                    new OpenSchemas(text, OPTIONS).growWithTables(catalog)));
        } catch (KqlException _) {
            // What does not bind is what the check of the corpus reports.
            return Optional.empty();
        }
    }
}
