package io.holdfast.keyvault;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.MacKey;
import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;

/// The file outside the data folder that says how far the audit log has come: one line of text, `holdfast
/// audit head 1`, number and hash of the last event, number of the records' changes, and an HMAC over these.
/// For one thread at a time.
final class AuditHead implements AutoCloseable {

    private static final String FORMAT = "holdfast-audit-head-1";
    private static final int PARTS = 5;
    private static final int MAX_BYTES = 512;

    private final Path file;
    private final MacKey key;

    /// @param parent stays the caller's
    AuditHead(Path file, SealingKey parent) {
        this.file = file.toAbsolutePath();
        this.key = MacKey.derive(parent, Aad.of("holdfast/vault-audit-head/v1"));
    }

    /// What the file says.
    ///
    /// @param changes of the records, when it was written
    record Known(AuditChain.Point point, long changes) {}

    Path file() {
        return file;
    }

    /// What was last written; empty where there is no file yet.
    ///
    /// @throws RolledBackException if the file is not what was written
    Optional<Known> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String[] parts = Files.size(file) > MAX_BYTES
                ? new String[0]
                : Files.readString(file, StandardCharsets.ISO_8859_1).strip().split(" ", -1);
        try {
            if (parts.length == PARTS && parts[0].equals(FORMAT)) {
                Known known = new Known(new AuditChain.Point(Long.parseLong(parts[1]),
                        HexFormat.of().parseHex(parts[2])), Long.parseLong(parts[3]));
                if (parts[4].equals(tag(known))) {
                    return Optional.of(known);
                }
            }
        } catch (IllegalArgumentException e) {
            // Told of below, as every other fault of the file.
        }
        throw new RolledBackException("The audit head " + file + " is not what was written for this data"
                + " folder");
    }

    private String tag(Known known) {
        return HexFormat.of().formatHex(key.mac(Aad.of("head").with(known.point().sequence())
                .with(known.point().hash()).with(known.changes())));
    }

    /// Replaces what the file says; on disk when this returns.
    void write(Known known) throws IOException {
        String line = String.join(" ", FORMAT, Long.toString(known.point().sequence()), known.point().hex(),
                Long.toString(known.changes()), tag(known)) + "\n";
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        key.close();
    }
}
