package io.holdfast.logstore;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.encryption.KeyManagementClient;

/// The key of one table, derived from the account key and the table's uuid: it wraps the keys of Iceberg's
/// `encryption-keys`, each bound to the table, and the keys of its metadata.json files derive from it.
///
/// Serializable by interface only: it holds a secret and does not travel.
final class TableKey implements KeyManagementClient {

    private static final long serialVersionUID = 1L;

    private final transient SealingKey key;
    private final String id;

    private TableKey(SealingKey key, String id) {
        this.key = key;
        this.id = id;
    }

    static TableKey derive(SealingKey accountKey, UUID table) {
        return new TableKey(accountKey.derive(Aad.of("holdfast/log-table/v1").with(table.toString())),
                "table-" + table);
    }

    /// What a table's metadata must name as its `encryption.key-id`.
    String id() {
        return id;
    }

    /// The AES key of the metadata.json at this location.
    SecretBytes metadataKey(String location) {
        return key.deriveSecret(Aad.of("holdfast/log-table-metadata/v1").with(location), 32);
    }

    @Override
    public ByteBuffer wrapKey(ByteBuffer plain, String wrappingKeyId) {
        return ByteBuffer.wrap(key.seal(bytesOf(plain), aadOf(wrappingKeyId)));
    }

    @Override
    public ByteBuffer unwrapKey(ByteBuffer wrapped, String wrappingKeyId) {
        return ByteBuffer.wrap(key.open(bytesOf(wrapped), aadOf(wrappingKeyId)));
    }

    private Aad aadOf(String wrappingKeyId) {
        if (!wrappingKeyId.equals(id)) {
            throw new LogStoreException.Corrupt("A table names the key of another", null);
        }
        return Aad.of("holdfast/log-table-kek/v1").with(wrappingKeyId);
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void initialize(Map<String, String> properties) {
        // Nothing to set: it is made with its key.
    }

    @Override
    public void close() {
        key.close();
    }
}
