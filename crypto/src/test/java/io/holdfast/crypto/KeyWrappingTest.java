package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyWrappingTest {

    private static final HexFormat HEX = HexFormat.of();

    private static RsaPrivateKey key = RsaPrivateKey.generate(2048, new SecureRandom());

    @BeforeAll
    static void reopenTheKey() {
        key = RsaPrivateKey.takeOwnership(key.encoded());
    }

    @AfterAll
    static void close() {
        key.close();
    }

    @ParameterizedTest
    @EnumSource(RsaOaep.class)
    void oaepOpensWhatItSealedAndRefusesAllElse(RsaOaep oaep) {
        byte[] plaintext = new byte[oaep.maxPlaintextBytes(key.publicKey())];
        byte[] sealed = oaep.encrypt(key.publicKey(), plaintext);
        byte[] altered = sealed.clone();
        altered[sealed.length - 1] ^= 1;

        assertThat(sealed).hasSize(256);
        assertThat(oaep.decrypt(key, sealed)).isEqualTo(plaintext);
        assertThatThrownBy(() -> oaep.decrypt(key, altered)).isInstanceOf(UnwrapException.class);
        assertThatThrownBy(() -> oaep.decrypt(key, new byte[255])).isInstanceOf(UnwrapException.class);
        assertThatThrownBy(() -> oaep.decrypt(key, new byte[256])).isInstanceOf(UnwrapException.class);
        assertThatThrownBy(() -> oaep.encrypt(key.publicKey(), new byte[plaintext.length + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTwoHashesDoNotOpenEachOther() {
        byte[] sealed = RsaOaep.SHA256.encrypt(key.publicKey(), new byte[32]);

        assertThatThrownBy(() -> RsaOaep.SHA1.decrypt(key, sealed)).isInstanceOf(UnwrapException.class);
    }

    @Test
    void aPublicKeyIsItsNumbers() {
        RsaPublicKey open = key.publicKey();

        assertThat(open.sizeBits()).isEqualTo(2048);
        assertThat(open.modulus()).hasSize(256);
        assertThat(HEX.formatHex(open.exponent())).isEqualTo("010001");
        assertThat(RsaPublicKey.of(open.modulus(), open.exponent())).isEqualTo(open);
    }

    @Test
    void aClosedKeyIsRefused() {
        RsaPrivateKey closed = RsaPrivateKey.takeOwnership(key.encoded());
        byte[] sealed = RsaOaep.SHA256.encrypt(closed.publicKey(), new byte[32]);
        closed.close();

        assertThatThrownBy(() -> RsaOaep.SHA256.decrypt(closed, sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNoUsableRsaKeyIsRefused() {
        assertThatThrownBy(() -> RsaPrivateKey.takeOwnership(SecretBytes.copyOf(new byte[20])))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> RsaPrivateKey.generate(1024, new SecureRandom()))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> RsaPublicKey.of(new byte[256], new byte[]{1, 0, 1}))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> RsaPublicKey.of(key.publicKey().modulus(), new byte[]{2}))
                .isInstanceOf(InvalidKeyException.class);
    }

    /// RFC 3394 section 4.6: a key of 256 bits under one of 256 bits.
    @Test
    void aesKeyWrapIsThatOfTheRfc() {
        SecretBytes kek = SecretBytes
                .takeOwnership(
                        HEX.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
        byte[] plaintext = HEX.parseHex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f");
        byte[] wrapped = AesKeyWrap.PLAIN.wrap(kek, plaintext);

        assertThat(HEX.formatHex(wrapped)).isEqualTo(
                "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
        assertThat(AesKeyWrap.PLAIN.unwrap(kek, wrapped)).isEqualTo(plaintext);
        wrapped[0] ^= 1;
        assertThatThrownBy(() -> AesKeyWrap.PLAIN.unwrap(kek, wrapped)).isInstanceOf(UnwrapException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 15, 17, 4104})
    void lengthsThatCannotBeWrappedAreRefused(int length) {
        SecretBytes kek = SecretBytes.takeOwnership(new byte[32]);

        assertThatThrownBy(() -> AesKeyWrap.PLAIN.wrap(kek, new byte[length]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AesKeyWrap.PLAIN.unwrap(kek, new byte[length + 8]))
                .isInstanceOf(UnwrapException.class);
    }
}
