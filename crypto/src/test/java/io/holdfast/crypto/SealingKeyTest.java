package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SealingKeyTest {

    private static final byte[] PLAINTEXT = "a row of logs".getBytes(StandardCharsets.UTF_8);
    private static final Aad AAD = Aad.of("test").with("place").with(7);

    private final SealingKey key = SealingKey.generate(new SecureRandom());

    @Test
    void whatWasSealedOpensUnderTheSameKeyAndPlace() {
        byte[] sealed = key.seal(PLAINTEXT, AAD);

        assertThat(key.open(sealed, AAD)).isEqualTo(PLAINTEXT);
        assertThat(sealed).hasSize(PLAINTEXT.length + SealingKey.OVERHEAD_BYTES);
    }

    @Test
    void eachFlippedBitIsRefused() {
        byte[] sealed = key.seal(PLAINTEXT, AAD);

        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> key.open(flipped, AAD)).isInstanceOf(UnsealException.class)
                    .hasMessage("The sealed bytes do not open");
        }
    }

    @Test
    void eachCutAndAnExtensionAreRefused() {
        byte[] sealed = key.seal(PLAINTEXT, AAD);

        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> key.open(cut, AAD)).isInstanceOf(UnsealException.class);
        }
        byte[] extended = Arrays.copyOf(sealed, sealed.length + 1);
        assertThatThrownBy(() -> key.open(extended, AAD)).isInstanceOf(UnsealException.class);
    }

    @Test
    void anotherPlaceAndAnotherKeyAreRefused() {
        byte[] sealed = key.seal(PLAINTEXT, AAD);

        assertThatThrownBy(() -> key.open(sealed, Aad.of("test").with("place").with(8)))
                .isInstanceOf(UnsealException.class);
        assertThatThrownBy(() -> key.derive(Aad.of("other")).open(sealed, AAD))
                .isInstanceOf(UnsealException.class);
    }

    @Test
    void sealingTwiceNeverGivesTheSameBytes() {
        assertThat(key.seal(PLAINTEXT, AAD)).isNotEqualTo(key.seal(PLAINTEXT, AAD));
    }

    @Test
    void manyThreadsSealAndOpenAtOnceAlsoAfterWhatDoesNotOpen() {
        IntStream.range(0, 2_000).parallel().forEach(i -> {
            byte[] plaintext = ("row " + i).getBytes(StandardCharsets.UTF_8);
            byte[] sealed = key.seal(plaintext, AAD.with(i));
            assertThatThrownBy(() -> key.open(sealed, AAD)).isInstanceOf(UnsealException.class);
            assertThat(key.open(sealed, AAD.with(i))).isEqualTo(plaintext);
        });
    }

    @Test
    void aClosedKeyIsRefused() {
        byte[] sealed = key.seal(PLAINTEXT, AAD);
        key.close();

        assertThatThrownBy(() -> key.open(sealed, AAD)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> key.seal(PLAINTEXT, AAD)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void partsOfAdditionalDataDoNotRunTogether() {
        assertThat(Aad.of("ab").with("c").toBytes()).isNotEqualTo(Aad.of("a").with("bc").toBytes());
    }

    @Test
    void aWrappedKeyUnwrapsInItsPlaceOnly() {
        SealingKey other = SealingKey.generate(new SecureRandom());
        byte[] wrapped = key.wrap(other, AAD);

        try (SealingKey unwrapped = key.unwrap(wrapped, AAD)) {
            assertThat(unwrapped.open(other.seal(PLAINTEXT, AAD), AAD)).isEqualTo(PLAINTEXT);
        }
        assertThatThrownBy(() -> key.unwrap(wrapped, Aad.of("elsewhere")))
                .isInstanceOf(UnsealException.class);
        assertThatThrownBy(() -> other.unwrap(wrapped, AAD)).isInstanceOf(UnsealException.class);
        assertThatThrownBy(() -> key.unwrap(key.seal(PLAINTEXT, AAD), AAD))
                .isInstanceOf(UnsealException.class);
    }
}
