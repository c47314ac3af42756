package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.junit.jupiter.api.Test;

class HpkeTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Aad INFO = Aad.of("test/info");
    private static final Aad AAD = Aad.of("test/aad").with(7);
    private static final byte[] TEXT = "rows of a batch".getBytes(StandardCharsets.UTF_8);

    /// RFC 9180, appendix A.1.1: the same key encapsulation and key schedule, with AES-128-GCM.
    @Test
    void thePublishedVectorOpens() {
        byte[] shared;
        try (HpkePrivateKey key = HpkePrivateKey.takeOwnership(SecretBytes.takeOwnership(
                hex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")))) {
            assertThat(key.publicKey().toBytes())
                    .isEqualTo(hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"));
            shared = key.shared(hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"));
        }
        assertThat(shared).isEqualTo(hex("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc"));

        byte[] opened = new Hpke(1, 16).open(shared, hex("4f6465206f6e2061204772656369616e2055726e"),
                hex("436f756e742d30"), hex("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                        + "6d8770ac83d07bea87e13c512a"),
                0);

        assertThat(opened).asString().isEqualTo("Beauty is truth, truth beauty");
    }

    @Test
    void anotherImplementationOpensWhatIsSealedAndSealsWhatIsOpened() throws InvalidCipherTextException {
        HPKE other = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256,
                HPKE.aead_AES_GCM256);
        try (HpkePrivateKey key = HpkePrivateKey.generate(RANDOM)) {
            byte[] raw = rawKey(key);
            AsymmetricCipherKeyPair pair = other.deserializePrivateKey(raw, key.publicKey().toBytes());
            byte[] sealed = key.publicKey().seal(TEXT, INFO, AAD, RANDOM);
            assertThat(other.open(Arrays.copyOf(sealed, 32), pair, INFO.bytes(), AAD.bytes(),
                    Arrays.copyOfRange(sealed, 32, sealed.length), null, null, null)).isEqualTo(TEXT);

            byte[][] theirs = other.seal(pair.getPublic(), INFO.bytes(), AAD.bytes(), TEXT, null, null, null);
            byte[] joined = Arrays.copyOf(theirs[1], 32 + theirs[0].length);
            System.arraycopy(theirs[0], 0, joined, 32, theirs[0].length);
            assertThat(key.open(joined, INFO, AAD)).isEqualTo(TEXT);
        }
    }

    private static byte[] rawKey(HpkePrivateKey key) {
        try (SealingKey under = SealingKey.generate(RANDOM)) {
            return under.open(key.wrap(under, AAD), AAD);
        }
    }

    @Test
    void whatIsAlteredCutExtendedOrMeantOtherwiseDoesNotOpen() {
        try (HpkePrivateKey key = HpkePrivateKey.generate(RANDOM);
                HpkePrivateKey stranger = HpkePrivateKey.generate(RANDOM)) {
            byte[] sealed = key.publicKey().seal(TEXT, INFO, AAD, RANDOM);
            assertThat(sealed).hasSize(TEXT.length + HpkePublicKey.OVERHEAD_BYTES);
            assertThat(key.open(sealed, INFO, AAD)).isEqualTo(TEXT);
            assertThat(key.publicKey().seal(TEXT, INFO, AAD, RANDOM)).isNotEqualTo(sealed);

            for (int at = 0; at < sealed.length; at++) {
                byte[] altered = sealed.clone();
                altered[at] ^= 1;
                refused(key, altered, INFO, AAD);
            }
            refused(key, Arrays.copyOf(sealed, sealed.length - 1), INFO, AAD);
            refused(key, Arrays.copyOf(sealed, sealed.length + 1), INFO, AAD);
            refused(key, new byte[0], INFO, AAD);
            refused(key, new byte[100], INFO, AAD);
            refused(key, sealed, AAD, AAD);
            refused(key, sealed, INFO, INFO);
            refused(stranger, sealed, INFO, AAD);
        }
    }

    private static void refused(HpkePrivateKey key, byte[] sealed, Aad info, Aad aad) {
        assertThatThrownBy(() -> key.open(sealed, info, aad)).isInstanceOf(UnsealException.class);
    }

    @Test
    void aPrivateKeyIsKeptUnderAnotherKeyOnly() {
        try (SealingKey under = SealingKey.generate(RANDOM);
                SealingKey other = SealingKey.generate(RANDOM);
                HpkePrivateKey key = HpkePrivateKey.generate(RANDOM)) {
            byte[] wrapped = key.wrap(under, AAD);
            try (HpkePrivateKey back = HpkePrivateKey.unwrap(wrapped, under, AAD)) {
                assertThat(back.publicKey().fingerprint()).isEqualTo(key.publicKey().fingerprint())
                        .hasSize(64);
            }
            assertThatThrownBy(() -> HpkePrivateKey.unwrap(wrapped, other, AAD))
                    .isInstanceOf(UnsealException.class);
            assertThatThrownBy(() -> HpkePrivateKey.unwrap(wrapped, under, INFO))
                    .isInstanceOf(UnsealException.class);
            assertThatThrownBy(() -> HpkePrivateKey.unwrap(under.seal(TEXT, AAD), under, AAD))
                    .isInstanceOf(UnsealException.class);
        }
    }

    @Test
    void aPublicKeyThatIsNoneIsRefused() {
        assertThatThrownBy(() -> HpkePublicKey.of(new byte[31])).isInstanceOf(InvalidKeyException.class);
        // A point of small order: everybody knows the secret.
        assertThatThrownBy(() -> HpkePublicKey.of(new byte[32]).seal(TEXT, INFO, AAD, RANDOM))
                .isInstanceOf(InvalidKeyException.class);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
