package io.holdfast.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// The platform key: ours, always there, the root under which every record of the process is sealed.
///
/// It is kept in one file of mode 0600, format in `docs/formats/platform-key.md`: version (1 byte), then for
/// version 1 the key (32 bytes); for version 2 a salt (16 bytes) and the key sealed under what Argon2id (RFC
/// 9106, 64 MiB, 3 passes, 4 lanes) makes of a passphrase. Thread-safe.
public final class PlatformKey implements AutoCloseable {

    private static final byte PLAIN = 1;
    private static final byte PASSPHRASE = 2;
    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int ARGON2_MEMORY_KIB = 64 * 1024;
    private static final int ARGON2_PASSES = 3;
    private static final int ARGON2_LANES = 4;
    private static final Aad FILE_AAD = Aad.of("holdfast/platform-key/v2");

    private final SealingKey root;

    private PlatformKey(SealingKey root) {
        this.root = root;
    }

    /// Opens the key file, or makes it (and its folder) with a fresh key where there is none.
    ///
    /// @param passphrase UTF-8; empty for a file that holds the key as it is
    /// @throws PlatformKeyException if the passphrase is wrong, given or missing against the file's format,
    ///     or if
    ///     the file is damaged or readable by others
    public static PlatformKey openOrCreate(Path file, Optional<SecretBytes> passphrase, SecureRandom random) {
        try {
            return new PlatformKey(Files.exists(file)
                    ? load(file, passphrase, random)
                    : create(file, passphrase, random));
        } catch (IOException e) {
            throw new UncheckedIOException("The platform key file could not be used: " + file, e);
        }
    }

    /// The key under which one part of the process seals its records. To be closed on its own.
    public SealingKey sealingKey(String purpose) {
        return root.derive(Aad.of("holdfast/platform/v1").with(purpose));
    }

    @Override
    public void close() {
        root.close();
    }

    private static SealingKey create(Path file, Optional<SecretBytes> passphrase, SecureRandom random)
            throws IOException {
        try (SecretBytes key = SecretBytes.random(random, KEY_BYTES)) {
            byte[] content = passphrase.map(p -> sealed(key, p, random)).orElseGet(() -> plain(key));
            Files.createDirectories(file.toAbsolutePath().getParent());
            DurableFile.replace(file, content, DurableFile.OWNER_ONLY);
            return SealingKey.takeOwnership(key.copy(), random);
        }
    }

    private static byte[] plain(SecretBytes key) {
        return key.insecureUse(k -> ByteBuffer.allocate(1 + KEY_BYTES).put(PLAIN).put(k).array());
    }

    private static byte[] sealed(SecretBytes key, SecretBytes passphrase, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        try (SealingKey wrapping = stretched(passphrase, salt, random)) {
            byte[] body = key.insecureUse(k -> wrapping.seal(k, FILE_AAD));
            return ByteBuffer.allocate(1 + SALT_BYTES + body.length).put(PASSPHRASE).put(salt).put(body)
                    .array();
        }
    }

    private static SealingKey load(Path file, Optional<SecretBytes> passphrase, SecureRandom random)
            throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!DurableFile.OWNER_ONLY.containsAll(permissions)) {
            throw new PlatformKeyException("The platform key file is open to others: " + file + " has "
                    + PosixFilePermissions.toString(permissions)
                    + " (must be rw-------: run chmod 600 on it)");
        }
        byte[] content = Files.readAllBytes(file);
        if (content.length == 1 + KEY_BYTES && content[0] == PLAIN) {
            if (passphrase.isPresent()) {
                throw new PlatformKeyException(
                        "The platform key is not under a passphrase: start without one, " + file);
            }
            byte[] key = new byte[KEY_BYTES];
            System.arraycopy(content, 1, key, 0, KEY_BYTES);
            return SealingKey.takeOwnership(SecretBytes.takeOwnership(key), random);
        }
        if (content.length == 1 + SALT_BYTES + KEY_BYTES + SealingKey.OVERHEAD_BYTES
                && content[0] == PASSPHRASE) {
            return unsealed(content, passphrase.orElseThrow(() -> new PlatformKeyException(
                    "The platform key is under a passphrase and none was given: " + file)), random);
        }
        throw new PlatformKeyException("The platform key file is damaged or of a newer version: " + file);
    }

    private static SealingKey unsealed(byte[] content, SecretBytes passphrase, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] body = new byte[content.length - 1 - SALT_BYTES];
        ByteBuffer.wrap(content, 1, content.length - 1).get(salt).get(body);
        try (SealingKey wrapping = stretched(passphrase, salt, random)) {
            return SealingKey.takeOwnership(SecretBytes.takeOwnership(wrapping.open(body, FILE_AAD)), random);
        } catch (UnsealException e) {
            throw new PlatformKeyException("The passphrase does not open the platform key", e);
        }
    }

    private static SealingKey stretched(SecretBytes passphrase, byte[] salt, SecureRandom random) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withSalt(salt)
                .withMemoryAsKB(ARGON2_MEMORY_KIB).withIterations(ARGON2_PASSES).withParallelism(ARGON2_LANES)
                .build());
        byte[] key = new byte[KEY_BYTES];
        passphrase.insecureUse(p -> argon2.generateBytes(p, key));
        return SealingKey.takeOwnership(SecretBytes.takeOwnership(key), random);
    }
}
