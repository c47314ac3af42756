package io.holdfast.scanner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// The scan of one file and of all that is inside it. Not thread-safe.
final class FileScan {

    private static final Map<ContainerKind, Unpacker> UNPACKERS = new EnumMap<>(Map.of(
            ContainerKind.GZIP, new GzipUnpacker(),
            ContainerKind.ZSTD, new ZstdUnpacker(),
            ContainerKind.ZIP, new ZipEntryUnpacker(),
            ContainerKind.AVRO, new AvroUnpacker(),
            ContainerKind.SQLITE, new SqliteUnpacker()));

    private final Probes probes;
    private final ScanLimits limits;
    private final Collector collector;
    private final boolean mayHoldText;
    private long unpackedBytes;

    /// @param mayHoldText whether readable text in the file is expected, so that its structure is no finding
    FileScan(Probes probes, ScanLimits limits, Collector collector, boolean mayHoldText) {
        this.probes = probes;
        this.limits = limits;
        this.collector = collector;
        this.mayHoldText = mayHoldText;
    }

    /// Scans a content and what is inside it.
    void scan(Content content, Location location) throws IOException {
        ContentScan scan = new ContentScan(content, location, probes, collector, mayHoldText);
        boolean canGoDeeper = location.chain().size() < limits.depth();
        if (canGoDeeper) {
            int most = (int) limits.contentBytes();
            scan.decodeBase64(most, (bytes, length, offset) -> unpacked(new Content.OfBytes(bytes, length),
                    location.inside(ContainerKind.BASE64, "")));
        }
        scan.read();
        for (ContentScan.Candidate candidate : scan.candidates()) {
            if (!canGoDeeper) {
                collector.gap(location, Gap.Reason.TOO_DEEP);
                return;
            }
            unpack(content, location, candidate);
        }
    }

    private void unpack(Content content, Location location, ContentScan.Candidate candidate)
            throws IOException {
        ContainerKind kind = candidate.kind();
        InnerSink sink = new InnerSink(kind, location);
        Unpacker unpacker = UNPACKERS.get(kind);
        Unpacker.Outcome outcome = unpacker == null
                ? new ParquetUnpacker().unpack(content, candidate.offset(), candidate.last(), sink)
                : unpacker.unpack(content, candidate.offset(), sink);
        switch (outcome) {
            case WHOLE -> collector.unpacked(kind);
            case TOO_BIG -> collector.gap(location.inside(kind, ""), Gap.Reason.TOO_BIG);
            case DAMAGED -> {
                // In the middle of other bytes a beginning is often that of something else.
                if (candidate.offset() == 0) {
                    collector.gap(location.inside(kind, ""), Gap.Reason.DAMAGED);
                }
            }
            case NOT_ONE -> {
                return;
            }
        }
        switch (kind) {
            case PARQUET -> collector.structure(location, Structure.PARQUET, candidate.offset());
            case AVRO -> collector.structure(location, Structure.AVRO, candidate.offset());
            case GZIP, ZSTD, ZIP, SQLITE, BASE64 -> {
                // What counts is what is inside.
            }
        }
    }

    private void unpacked(Content content, Location location) {
        try {
            unpackedBytes += content.size();
            if (unpackedBytes > limits.unpackedBytes()) {
                collector.gap(location, Gap.Reason.TOO_BIG);
                return;
            }
            scan(content, location);
        } catch (IOException e) {
            collector.gap(location, Gap.Reason.UNREADABLE);
        }
    }

    /// Scans what comes out of one container.
    private final class InnerSink implements Unpacker.Sink {

        private final ContainerKind kind;
        private final Location around;

        InnerSink(ContainerKind kind, Location around) {
            this.kind = kind;
            this.around = around;
        }

        @Override
        public long limit() {
            return limits.contentBytes();
        }

        @Override
        public void scan(String part, byte[] bytes, int length) {
            unpacked(new Content.OfBytes(bytes, length), around.inside(kind, part));
        }

        @Override
        public Optional<byte[]> companion(String suffix) throws IOException {
            if (!around.isFile()) {
                return Optional.empty();
            }
            Path beside = around.file().resolveSibling(around.file().getFileName() + suffix);
            try {
                if (Files.size(beside) > limits.contentBytes()) {
                    collector.gap(around, Gap.Reason.TOO_BIG);
                    return Optional.empty();
                }
                return Optional.of(Files.readAllBytes(beside));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }
}
