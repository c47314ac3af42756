package io.holdfast.logstore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Decrypted data files that are held until this closes. For one thread at a time.
final class HeldFiles implements AutoCloseable {

    private final DecryptedFiles decrypted;
    private final List<DecryptedFiles.Lease> leases = new ArrayList<>();

    /// The columns of a read.
    ///
    /// @param all those of the table
    record Columns(List<Column> wanted, List<Column> all) {

        private Set<Column> in(DataFileEntry file, List<Column> some) {
            return some.stream().filter(c -> file.fieldIds().contains(IcebergSchema.fieldId(all, c)))
                    .collect(Collectors.toSet());
        }

        /// A condition on the texts of a file; what it says of other columns is not known.
        private TermCondition indexed(DataFileEntry file, TermCondition condition) {
            Set<String> texts = in(file, all).stream().filter(c -> c.type() == ColumnType.STRING)
                    .map(Column::name).collect(Collectors.toSet());
            return terms -> condition
                    .mayHold((column, term) -> !texts.contains(column) || terms.mayHold(column, term));
        }
    }

    /// A file, and which of the wanted columns it has.
    private record Held(Set<Column> present, DecryptedFiles.Lease lease) {}

    HeldFiles(DecryptedFiles decrypted) {
        this.decrypted = decrypted;
    }

    /// Decrypts what the wanted columns need of files of a table; answers SQL of queries with the wanted
    /// columns, for files with the same ones together.
    ///
    /// @param condition files, and spans of time in them, without rows that can keep it are left out
    /// @throws LogStoreException.Corrupt if a file is not what was written
    /// @throws LogStoreException.OverBudget if there is no room for them
    List<String> hold(LogTable table, List<DataFileEntry> files, Columns columns, TermCondition condition) {
        Map<Set<Column>, List<String>> byColumns = new LinkedHashMap<>();
        List<String> parts = new ArrayList<>();
        for (Held held : acquire(files, file -> {
            Set<Column> present = columns.in(file, columns.wanted);
            return new Held(present, decrypted.acquire(file, table.dataFileDecryption,
                    present.stream().map(Column::name).collect(Collectors.toSet()),
                    condition.equals(TermCondition.NONE) ? condition : columns.indexed(file, condition)));
        })) {
            Set<Column> present = held.present();
            String path = held.lease().path().toString();
            TermRows rows = held.lease().rows();
            if (rows.all()) {
                byColumns.computeIfAbsent(present, p -> new ArrayList<>()).add(path);
            } else if (!rows.none()) {
                parts.add(
                        Relations.select(columns.wanted, present::contains, Relations.parquet(List.of(path)))
                                + " WHERE " + rows.sql());
            }
        }
        byColumns.forEach((present, paths) -> parts
                .add(Relations.select(columns.wanted, present::contains, Relations.parquet(paths))));
        return parts;
    }

    /// All at once, as each waits for its disk and its decryption; in the order of the files.
    private List<Held> acquire(List<DataFileEntry> files, Function<DataFileEntry, Held> one) {
        List<CompletableFuture<Held>> acquired = files.stream()
                .map(file -> CompletableFuture.supplyAsync(() -> one.apply(file), Thread::startVirtualThread))
                .toList();
        try {
            Failures.awaited(CompletableFuture.allOf(acquired.toArray(CompletableFuture[]::new)));
        } finally {
            acquired.stream().filter(held -> held.state() == Future.State.SUCCESS)
                    .forEach(held -> leases.add(held.resultNow().lease()));
        }
        return acquired.stream().map(CompletableFuture::resultNow).toList();
    }

    @Override
    public void close() {
        leases.forEach(DecryptedFiles.Lease::close);
        leases.clear();
    }
}
