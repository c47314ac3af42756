package io.holdfast.logstore;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.encryption.NativeEncryptionOutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.format.converter.ParquetMetadataConverter;

/// Puts Parquet from memory into the warehouse, as an AGS1 data file that is not yet part of the table.
final class DataFileWriter {

    /// As the table's properties say, and bounds of the time of receipt, which those cannot name where a table does
    /// not have it.
    private static final Map<String, String> METRICS = Map.of("write.metadata.metrics.default", "counts",
            "write.metadata.metrics.column." + TableSchema.TIME_COLUMN, "full",
            "write.metadata.metrics.column." + TableSchema.RECEIVED_COLUMN, "full");

    private final IcebergTable table;
    private final SecureRandom random;

    DataFileWriter(IcebergTable table, SecureRandom random) {
        this.table = table;
        this.random = random;
    }

    /// Encrypts and writes the file; it is on disk when this returns. Its location tells its day only.
    DataFile write(StoredParquet parquet, LocalDate day) throws IOException {
        byte[] id = new byte[16];
        random.nextBytes(id);
        SealedTableOperations operations = table.operations();
        String location = DayFolders.location(operations.location(), day) + "/"
                + HexFormat.of().formatHex(id);
        NativeEncryptionOutputFile file = operations.ags1()
                .encryptDataFile(operations.io().newOutputFile(location));
        PositionOutputStream out = file.encryptingOutputFile().create();
        try (out) {
            parquet.writeTo(out);
        } catch (IOException | RuntimeException e) {
            // On a full disk, what a failed attempt leaves must not make the next one fail too.
            deleteAfter(e, location);
            throw e;
        }
        long storedBytes = out.storedLength();
        PartitionSpec spec = table.table().spec();
        Metrics metrics = ParquetUtil.footerMetrics(
                new ParquetMetadataConverter().fromParquetMetadata(parquet.metadata()),
                Stream.empty(),
                MetricsConfig.from(METRICS, table.schema(), SortOrder.unsorted()));
        return DataFiles.builder(spec).withPath(location).withFormat(FileFormat.PARQUET)
                .withPartitionPath(spec.fields().getFirst().name() + "=" + day).withMetrics(metrics)
                .withFileSizeInBytes(storedBytes)
                .withEncryptionKeyMetadata(file.keyMetadata().copyWithLength(storedBytes).buffer()).build();
    }

    private void deleteAfter(Exception failure, String location) {
        try {
            table.operations().io().deleteFile(location);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
