package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformKeyTest {

    private static final Aad AAD = Aad.of("test");
    private static final byte[] PLAINTEXT = {1, 2, 3};

    @TempDir
    Path folder;

    @Test
    void theKeyIsMadeOnceOwnerOnlyAndFoundAgain() throws IOException {
        byte[] sealed = sealUnder(Optional.empty());

        assertThat(openUnder(Optional.empty(), sealed)).isEqualTo(PLAINTEXT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void aPassphraseOpensTheKeyAndAnotherDoesNot() {
        byte[] sealed = sealUnder(passphrase("correct horse"));

        assertThat(openUnder(passphrase("correct horse"), sealed)).isEqualTo(PLAINTEXT);
        assertThatThrownBy(() -> openUnder(passphrase("battery staple"), sealed))
                .isInstanceOf(PlatformKeyException.class)
                .hasMessage("The passphrase does not open the platform key");
        assertThatThrownBy(() -> openUnder(Optional.empty(), sealed)).isInstanceOf(PlatformKeyException.class)
                .hasMessageContaining("none was given");
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        sealUnder(Optional.empty());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> sealUnder(Optional.empty())).isInstanceOf(PlatformKeyException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        sealUnder(Optional.empty());
        Files.write(file(), new byte[]{9, 9});

        assertThatThrownBy(() -> sealUnder(Optional.empty())).isInstanceOf(PlatformKeyException.class)
                .hasMessageContaining("damaged");
    }

    private byte[] sealUnder(Optional<SecretBytes> passphrase) {
        try (PlatformKey platformKey = PlatformKey.openOrCreate(file(), passphrase, new SecureRandom());
                SealingKey key = platformKey.sealingKey("test")) {
            return key.seal(PLAINTEXT, AAD);
        }
    }

    private byte[] openUnder(Optional<SecretBytes> passphrase, byte[] sealed) {
        try (PlatformKey platformKey = PlatformKey.openOrCreate(file(), passphrase, new SecureRandom());
                SealingKey key = platformKey.sealingKey("test")) {
            return key.open(sealed, AAD);
        }
    }

    private Path file() {
        return folder.resolve("keys").resolve("platform.key");
    }

    private static Optional<SecretBytes> passphrase(String text) {
        return Optional.of(SecretBytes.takeOwnership(text.getBytes(StandardCharsets.UTF_8)));
    }
}
