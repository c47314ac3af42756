package io.holdfast.logstore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Decrypted data files that are held until this closes. For one thread at a time.
final class HeldFiles implements AutoCloseable {

    private final DecryptedFiles decrypted;
    private final List<DecryptedFiles.Lease> leases = new ArrayList<>();

    HeldFiles(DecryptedFiles decrypted) {
        this.decrypted = decrypted;
    }

    /// Decrypts what the wanted columns need of files of a table; answers SQL of queries with the wanted
    /// columns, for files with the same ones together.
    ///
    /// @param all the columns of the table
    /// @throws LogStoreException.Corrupt if a file is not what was written
    /// @throws LogStoreException.OverBudget if there is no room for them
    List<String> hold(LogTable table, List<DataFileEntry> files, List<Column> wanted, List<Column> all) {
        Map<Set<Column>, List<String>> byColumns = new LinkedHashMap<>();
        for (DataFileEntry file : files) {
            Set<Column> present = wanted.stream()
                    .filter(c -> file.fieldIds().contains(IcebergSchema.fieldId(all, c)))
                    .collect(Collectors.toSet());
            DecryptedFiles.Lease lease = decrypted.acquire(file, table.dataFileDecryption,
                    present.stream().map(Column::name).collect(Collectors.toSet()));
            leases.add(lease);
            byColumns.computeIfAbsent(present, p -> new ArrayList<>()).add(lease.path().toString());
        }
        List<String> parts = new ArrayList<>();
        byColumns.forEach((present, paths) -> parts
                .add(Relations.select(wanted, present::contains, Relations.parquet(paths))));
        return parts;
    }

    @Override
    public void close() {
        leases.forEach(DecryptedFiles.Lease::close);
        leases.clear();
    }
}
