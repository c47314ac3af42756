package io.holdfast.logstore;

import io.holdfast.crypto.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.encryption.AesGcmOutputFile;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/// A metadata.json as an AGS1 stream, under a key that derives from its table and location; the location is
/// its AAD prefix too.
final class MetadataSeal {

    private MetadataSeal() {}

    static byte[] seal(TableKey tableKey, String location, byte[] json) {
        InMemoryOutputFile sealed = new InMemoryOutputFile();
        try (SecretBytes key = tableKey.metadataKey(location)) {
            key.insecureUse(k -> {
                try (PositionOutputStream out = new AesGcmOutputFile(sealed, k, aadOf(location)).create()) {
                    out.write(json);
                } catch (IOException e) {
                    throw new RuntimeIOException(e);
                }
                return k.length;
            });
        }
        return sealed.toByteArray();
    }

    /// @throws LogStoreException.Corrupt if it does not open
    static byte[] open(TableKey tableKey, String location, byte[] sealed) {
        try (SecretBytes key = tableKey.metadataKey(location)) {
            return key.insecureUse(k -> {
                try {
                    return Ags1Bytes.open(sealed, k, aadOf(location));
                } catch (IOException | RuntimeException e) {
                    throw new LogStoreException.Corrupt("A metadata.json is not what was written", e);
                }
            });
        }
    }

    private static byte[] aadOf(String location) {
        return location.getBytes(StandardCharsets.UTF_8);
    }
}
