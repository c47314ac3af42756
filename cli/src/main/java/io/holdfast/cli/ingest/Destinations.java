package io.holdfast.cli.ingest;

import io.holdfast.cli.CommandFailedException;
import io.holdfast.ingest.ColumnFit;
import io.holdfast.ingest.ColumnType;
import io.holdfast.ingest.Inference;
import io.holdfast.ingest.LogFormat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// Which table each record of a file goes to. Not thread-safe.
final class Destinations {

    private final Workspace workspace;
    private final Optional<String> table;
    private final Supplier<Inference> sampled;
    private final Function<Map<String, ColumnType>, ColumnFit> fits;
    private final Map<String, Open> open = new HashMap<>();

    /// A table, and what fits records to it.
    record Open(Destination destination, ColumnFit fit) {}

    /// @param table that all records go to; empty if each says so itself
    /// @param sampled the columns of a table that is to be made
    Destinations(Workspace workspace, Optional<String> table, Supplier<Inference> sampled,
            Function<Map<String, ColumnType>, ColumnFit> fits) {
        this.workspace = workspace;
        this.table = table;
        this.sampled = sampled;
        this.fits = fits;
    }

    /// Checks that a table was named where the records do not name theirs.
    void requireTable(LogFormat format, Path file) {
        if (table.isEmpty() && format != LogFormat.SYSLOG && format != LogFormat.WINDOWS) {
            throw new CommandFailedException("missing --table: " + file + " is read as " + format
                    + ", which does not tell the table");
        }
    }

    Open of(ObjectNode values) {
        String own = values.path(LogFormat.TABLE_MEMBER).asString("");
        values.remove(LogFormat.TABLE_MEMBER);
        return open.computeIfAbsent(table.orElse(own), name -> {
            Destination destination = workspace.destination(name, () -> sampled.get().columns());
            return new Open(destination, fits.apply(destination.columns()));
        });
    }

    /// Members that no column took, as the end of a line; empty if there are none.
    String unknownMembers() {
        Set<String> unknown = new TreeSet<>();
        open.values().forEach(each -> unknown.addAll(each.fit().unknownMembers()));
        return unknown.isEmpty() ? "" : "; kept in _Unmapped: " + String.join(", ", unknown);
    }
}
