package io.holdfast.server;

import io.holdfast.crypto.CryptoException;
import io.holdfast.crypto.PlatformKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.identity.FirstApplication;
import io.holdfast.os.ProcessHardening;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordException;
import io.holdfast.records.RecordSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/// Makes new credentials for the first application of a data folder, offline: whoever has the platform key may
/// do so, as whoever has it can read these records anyway.
public final class LostCredentials {

    private LostCredentials() {}

    /// Replaces all secrets of the first application by a new one; makes application and roles anew where they
    /// were deleted.
    ///
    /// @param passphrase of the platform key; stays the caller's
    /// @throws StartException if there is no such folder, a server is running on it, or the key or the records
    ///     cannot be used; nothing was changed
    public static BootstrapCredentials renew(Path dataFolder, Optional<SecretBytes> passphrase) {
        requireUsed(dataFolder);
        SecureRandom random = new SecureRandom();
        try (DataFolder folder = DataFolder.open(dataFolder)) {
            ProcessHardening.apply();
            try (PlatformKey key = PlatformKey.openOrCreate(folder.platformKey(), passphrase, random);
                    SealingKey sealing = key.sealingKey(Platform.RECORDS);
                    RecordDatabase database = RecordDatabase.open(folder.platformDatabase());
                    RecordSpace records = database.openSpace("platform", sealing)) {
                return FirstApplication.renew(records, Clock.systemUTC().instant(), random)
                        .orElseThrow(() -> new StartException("The data folder holds no tenant: "
                                + dataFolder + ". Start a server on it; it prints credentials."));
            }
        } catch (CryptoException | RecordException | UncheckedIOException | IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /// A folder given by mistake must not become a data folder.
    private static void requireUsed(Path dataFolder) {
        if (!Files.exists(dataFolder.resolve("platform.key"))
                || !Files.exists(dataFolder.resolve("state").resolve("platform.db"))) {
            throw new StartException("No server was ever started on this data folder: " + dataFolder);
        }
    }
}
