package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesModesTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] NONE = {};
    private static final byte[] TEXT = "some bytes of a caller".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void gcmOpensWhatItSealedAndRefusesAllElse(int keyBytes) {
        SecretBytes key = SecretBytes.random(RANDOM, keyBytes);
        AesModes.Encrypted made = AesModes.gcmEncrypt(key, TEXT, NONE, RANDOM);

        assertThat(made.iv()).hasSize(12);
        assertThat(made.tag()).hasSize(16);
        assertThat(made.ciphertext()).hasSameSizeAs(TEXT);
        assertThat(AesModes.gcmDecrypt(key, made, NONE)).isEqualTo(TEXT);
        assertThat(AesModes.gcmEncrypt(key, TEXT, NONE, RANDOM).iv()).isNotEqualTo(made.iv());
        refused(key, made, TEXT);
        refused(key, new AesModes.Encrypted(made.iv(), TEXT, made.tag()), NONE);
        refused(key, new AesModes.Encrypted(made.iv(), made.ciphertext(), new byte[16]), NONE);
        refused(key, new AesModes.Encrypted(made.iv(), made.ciphertext(), new byte[12]), NONE);
        refused(key, new AesModes.Encrypted(new byte[16], made.ciphertext(), made.tag()), NONE);
        refused(SecretBytes.random(RANDOM, keyBytes), made, NONE);
    }

    private static void refused(SecretBytes key, AesModes.Encrypted encrypted, byte[] aad) {
        assertThatThrownBy(() -> AesModes.gcmDecrypt(key, encrypted, aad))
                .isInstanceOf(UnwrapException.class);
    }

    @Test
    void cbcPadsOrNeedsWholeBlocks() {
        SecretBytes key = SecretBytes.random(RANDOM, 32);
        AesModes.Encrypted padded = AesModes.cbcEncrypt(key, TEXT, NONE, true, RANDOM);
        AesModes.Encrypted whole = AesModes.cbcEncrypt(key, new byte[32], new byte[16], false, RANDOM);

        assertThat(padded.iv()).hasSize(16);
        assertThat(padded.ciphertext()).hasSize(32);
        assertThat(AesModes.cbcDecrypt(key, padded.ciphertext(), padded.iv(), true)).isEqualTo(TEXT);
        assertThat(whole.ciphertext()).hasSize(32);
        assertThat(AesModes.cbcDecrypt(key, whole.ciphertext(), new byte[16], false)).isEqualTo(new byte[32]);
        assertThatThrownBy(() -> AesModes.cbcEncrypt(key, TEXT, NONE, false, RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AesModes.cbcEncrypt(key, NONE, NONE, false, RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AesModes.cbcEncrypt(key, TEXT, new byte[12], true, RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AesModes.cbcDecrypt(key, new byte[31], padded.iv(), true))
                .isInstanceOf(UnwrapException.class);
        assertThatThrownBy(() -> AesModes.cbcDecrypt(key, padded.ciphertext(), new byte[12], true))
                .isInstanceOf(UnwrapException.class);
        // Decrypts to zeros, which are no padding.
        assertThatThrownBy(() -> AesModes.cbcDecrypt(key, whole.ciphertext(), new byte[16], true))
                .isInstanceOf(UnwrapException.class);
    }

    /// RFC 4231 section 4.3.
    @Test
    void hmacIsThatOfTheRfc() {
        SecretBytes key = SecretBytes.copyOf("Jefe".getBytes(StandardCharsets.US_ASCII));
        byte[] message = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
        byte[] code = Hmac.mac(key, HashAlgorithm.SHA256, message);

        assertThat(HexFormat.of().formatHex(code))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(Hmac.verify(key, HashAlgorithm.SHA256, message, code)).isTrue();
        assertThat(Hmac.verify(key, HashAlgorithm.SHA256, message, new byte[0])).isFalse();
        assertThat(Hmac.verify(key, HashAlgorithm.SHA384, message, code)).isFalse();
        assertThat(Hmac.mac(key, HashAlgorithm.SHA512, message)).hasSize(64);
    }

    /// RFC 5649 section 6.
    @Test
    void paddedKeyWrapIsThatOfTheRfc() {
        HexFormat hex = HexFormat.of();
        SecretBytes kek = SecretBytes
                .takeOwnership(hex.parseHex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"));
        byte[] twenty = hex.parseHex("c37b7e6492584340bed12207808941155068f738");
        byte[] seven = hex.parseHex("466f7250617369");

        assertThat(hex.formatHex(AesKeyWrap.PADDED.wrap(kek, twenty)))
                .isEqualTo("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a");
        assertThat(hex.formatHex(AesKeyWrap.PADDED.wrap(kek, seven)))
                .isEqualTo("afbeb0f07dfbf5419200f2ccb50bb24f");
        assertThat(AesKeyWrap.PADDED.unwrap(kek, AesKeyWrap.PADDED.wrap(kek, twenty))).isEqualTo(twenty);
        assertThat(AesKeyWrap.PADDED.unwrap(kek, AesKeyWrap.PADDED.wrap(kek, seven))).isEqualTo(seven);
        assertThatThrownBy(() -> AesKeyWrap.PLAIN.unwrap(kek, AesKeyWrap.PADDED.wrap(kek, twenty)))
                .isInstanceOf(UnwrapException.class);
        assertThatThrownBy(() -> AesKeyWrap.PADDED.wrap(kek, NONE))
                .isInstanceOf(IllegalArgumentException.class);
        for (int length = 0; length <= 24; length++) {
            byte[] wrapped = new byte[length];
            assertThatThrownBy(() -> AesKeyWrap.PADDED.unwrap(kek, wrapped))
                    .isInstanceOf(UnwrapException.class);
        }
    }
}
