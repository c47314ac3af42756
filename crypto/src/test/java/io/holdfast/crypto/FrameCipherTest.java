package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class FrameCipherTest {

    private static final byte[] PLAINTEXT = "a batch".getBytes(StandardCharsets.UTF_8);

    private final SealingKey parent = SealingKey.generate(new SecureRandom());

    @Test
    void framesOpenAtTheirPlaceInTheirStreamOnly() {
        byte[] sealed = stream("one").seal(3, PLAINTEXT);

        assertThat(stream("one").open(3, sealed)).isEqualTo(PLAINTEXT);
        assertThatThrownBy(() -> stream("one").open(4, sealed)).isInstanceOf(UnsealException.class);
        assertThatThrownBy(() -> stream("two").open(3, sealed)).isInstanceOf(UnsealException.class);
    }

    @Test
    void aNumberIsNotSealedTwice() {
        FrameCipher cipher = stream("one");
        cipher.seal(0, PLAINTEXT);
        cipher.seal(5, PLAINTEXT);

        assertThatThrownBy(() -> cipher.seal(5, PLAINTEXT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cipher.seal(4, PLAINTEXT)).isInstanceOf(IllegalArgumentException.class);
    }

    private FrameCipher stream(String name) {
        return FrameCipher.derive(parent, Aad.of(name));
    }
}
