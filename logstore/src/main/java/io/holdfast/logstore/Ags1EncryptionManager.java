package io.holdfast.logstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.iceberg.encryption.EncryptedInputFile;
import org.apache.iceberg.encryption.EncryptedKey;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.encryption.NativeEncryptionInputFile;
import org.apache.iceberg.encryption.NativeEncryptionKeyMetadata;
import org.apache.iceberg.encryption.NativeEncryptionOutputFile;
import org.apache.iceberg.encryption.StandardEncryptionManager;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/// Iceberg's encryption with every file, data files too, inside an AGS1 stream.
///
/// It must be a `StandardEncryptionManager`: Iceberg encrypts manifest lists for that class alone. Stock
/// Iceberg would hand Parquet the keys and let it encrypt natively; here Parquet gets plain bytes out of the
/// stream. Writers that know nothing of this are refused.
final class Ags1EncryptionManager extends StandardEncryptionManager {

    private static final long serialVersionUID = 1L;
    private static final int DATA_KEY_BYTES = 32;

    Ags1EncryptionManager(List<EncryptedKey> keys, TableKey tableKey) {
        super(keys, tableKey.id(), DATA_KEY_BYTES, tableKey);
    }

    /// For manifests.
    ///
    /// @throws UnsupportedOperationException for anything else
    @Override
    public NativeEncryptionOutputFile encrypt(OutputFile plain) {
        if (!plain.location().endsWith(".avro")) {
            throw new UnsupportedOperationException("Only the log store writes data files of its tables");
        }
        return super.encrypt(plain);
    }

    /// For data files: bytes go to `encryptingOutputFile()`.
    NativeEncryptionOutputFile encryptDataFile(OutputFile plain) {
        return super.encrypt(plain);
    }

    /// The blocks of a data file.
    ///
    /// @param file where it is
    Ags1Blocks blocks(EncryptedInputFile encrypted, Path file) throws IOException {
        return Ags1Blocks.open(file, super.decrypt(encrypted).keyMetadata());
    }

    @Override
    public NativeEncryptionInputFile decrypt(EncryptedInputFile encrypted) {
        return new Opened(super.decrypt(encrypted));
    }

    @Override
    public Iterable<InputFile> decrypt(Iterable<EncryptedInputFile> encrypted) {
        return () -> StreamSupport.stream(encrypted.spliterator(), false)
                .map(file -> (InputFile) decrypt(file))
                .iterator();
    }

    /// A file whose streams decrypt, presented as one that has no key.
    private record Opened(NativeEncryptionInputFile decrypting) implements NativeEncryptionInputFile {

        @Override
        public InputFile encryptedInputFile() {
            return decrypting;
        }

        @Override
        public NativeEncryptionKeyMetadata keyMetadata() {
            return NoKey.INSTANCE;
        }

        @Override
        public long getLength() {
            return decrypting.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            return Ags1Bytes.stream(decrypting);
        }

        @Override
        public String location() {
            return decrypting.location();
        }

        @Override
        public boolean exists() {
            return decrypting.exists();
        }
    }

    private enum NoKey implements NativeEncryptionKeyMetadata {
        INSTANCE;

        @Override
        public @Nullable ByteBuffer encryptionKey() {
            return null;
        }

        @Override
        public @Nullable ByteBuffer aadPrefix() {
            return null;
        }

        @Override
        public @Nullable ByteBuffer buffer() {
            return null;
        }

        @Override
        public EncryptionKeyMetadata copy() {
            return this;
        }
    }
}
