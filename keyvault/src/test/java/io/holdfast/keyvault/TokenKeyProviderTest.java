package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.EcCurve;
import io.holdfast.crypto.EcPrivateKey;
import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.TokenException;
import io.holdfast.crypto.TokenKeys;
import io.holdfast.crypto.UnwrapException;
import io.holdfast.keyvault.KeyProvider.Made;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys in a PKCS #11 token: what they do is checked against software, which knows their public halves only.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenKeyProviderTest {

    private final SecureRandom random = new SecureRandom();
    private final SoftwareKeys software = new SoftwareKeys(random);
    private TokenKeys token;
    private TokenKeyProvider provider;
    private ProviderKey rsa;
    private Made rsaMade;

    @BeforeAll
    void open() {
        Assumptions.assumeTrue(SoftToken.isInstalled());
        token = SoftToken.shared().open();
        provider = new TokenKeyProvider(token, software, random);
        rsaMade = provider.generate(new KeySpec.Rsa(2048));
        rsa = key(rsaMade);
    }

    @AfterAll
    void close() {
        if (token != null) {
            rsaMade.close();
            token.close();
        }
    }

    @Test
    void theTokenMakesWhatItsMechanismsAllow() {
        assertThat(provider.makes(new KeySpec.Rsa(2048))).isTrue();
        assertThat(provider.makes(new KeySpec.Rsa(4096))).isTrue();
        assertThat(provider.makes(new KeySpec.Ec(EcCurve.P521))).isTrue();
        assertThat(provider.makes(new KeySpec.Rsa(1 << 20))).isFalse();
        assertThat(provider.makes(new KeySpec.Ec(EcCurve.P256K))).isFalse();
        assertThat(provider.makes(new KeySpec.Oct(256))).isFalse();
    }

    @Test
    void whatIsKeptOfAKeyIsItsLabel() {
        String data = rsaMade.data().insecureUse(bytes -> new String(bytes, StandardCharsets.UTF_8));

        assertThat(data).matches("holdfast-[0-9a-f]{32}");
        assertThat(rsaMade.open().spec()).isEqualTo(new KeySpec.Rsa(2048));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA-OAEP", "RSA-OAEP-256", "RSA1_5"})
    void whatThePublicHalfEncryptsTheTokenDecryptsAndNothingElse(String algorithm) {
        byte[] plain = bytes(32);
        byte[] encrypted = done(provider, rsa, CryptoOperation.WRAP, algorithm, plain);

        assertThat(done(provider, rsa, CryptoOperation.UNWRAP, algorithm, encrypted)).isEqualTo(plain);
        byte[] altered = encrypted.clone();
        altered[100] ^= 1;
        byte[] tooGreat = new byte[256];
        Arrays.fill(tooGreat, (byte) 0xff);
        for (byte[] wrong : new byte[][]{altered, tooGreat, new byte[256], new byte[255], {}}) {
            assertThatThrownBy(() -> done(provider, rsa, CryptoOperation.UNWRAP, algorithm, wrong))
                    .isInstanceOf(UnwrapException.class).hasMessage("The ciphertext does not decrypt");
        }
    }

    @ParameterizedTest
    @CsvSource({"RS256,32", "RS384,48", "RS512,64", "PS256,32", "PS384,48", "PS512,64", "RSNULL,20"})
    void whatTheTokenSignsThePublicHalfVerifies(String algorithm, int length) {
        byte[] digest = bytes(length);
        byte[] signature = done(provider, rsa, CryptoOperation.SIGN, algorithm, digest);

        assertThat(verified(rsa, algorithm, digest, signature)).isTrue();
        assertThat(verified(rsa, algorithm, bytes(length), signature)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"P256,ES256,32", "P384,ES384,48", "P521,ES512,64"})
    void curvesSignInTheToken(EcCurve curve, String algorithm, int length) {
        try (Made made = provider.generate(new KeySpec.Ec(curve))) {
            ProviderKey key = key(made);
            byte[] digest = bytes(length);
            byte[] signature = done(provider, key, CryptoOperation.SIGN, algorithm, digest);

            assertThat(signature).hasSize(2 * curve.sizeBytes());
            assertThat(verified(key, algorithm, digest, signature)).isTrue();
            assertThat(verified(key, algorithm, bytes(length), signature)).isFalse();
        }
    }

    @Test
    void anImportedKeyComputesAsItDidElsewhere() {
        try (RsaPrivateKey mine = RsaPrivateKey.generate(2048, random);
                Made made = provider.take(new ImportedKey.Rsa(mine));
                EcPrivateKey curve = EcPrivateKey.generate(EcCurve.P256, random);
                Made madeCurve = provider.take(new ImportedKey.Ec(curve))) {
            assertThat(made.open()).usingRecursiveComparison()
                    .isEqualTo(new PublicPart.Rsa(mine.publicKey()));
            byte[] digest = bytes(32);
            assertThat(done(provider, key(made), CryptoOperation.SIGN, "RS256", digest)).isEqualTo(
                    done(software, new ProviderKey(id(), made.open(), mine::encoded), CryptoOperation.SIGN,
                            "RS256", digest));
            assertThat(madeCurve.open()).usingRecursiveComparison()
                    .isEqualTo(PublicPart.Ec.of(curve.publicKey()));
            assertThat(verified(key(madeCurve), "ES256", digest,
                    done(provider, key(madeCurve), CryptoOperation.SIGN, "ES256", digest))).isTrue();
        }
    }

    @Test
    void aDestroyedKeyIsGoneFromTheToken() {
        try (Made made = provider.generate(new KeySpec.Ec(EcCurve.P256))) {
            ProviderKey key = key(made);
            provider.destroy(key);
            provider.destroy(key);

            assertThatThrownBy(() -> done(provider, key, CryptoOperation.SIGN, "ES256", bytes(32)))
                    .isInstanceOf(VaultException.Unavailable.class);
        }
    }

    @Test
    void aTokenThatCannotBeOpenedIsRefused() {
        assertThatThrownBy(() -> SoftToken.open(7, "correct horse")).isInstanceOf(TokenException.class)
                .hasMessageContaining("slot 7");
        long strange = SoftToken.shared().strangeSlot();
        assertThatThrownBy(() -> SoftToken.open(strange, "wrong horse")).isInstanceOf(TokenException.class)
                .hasMessageContaining("refuses the PIN").hasMessageNotContaining("horse");
    }

    @Test
    void hardwareKeysOfAVaultAreInTheTokenAndOutliveARestart(@TempDir Path folder) {
        SealingKey platform = SealingKey.generate(random);
        String wrap = "{\"alg\":\"RSA-OAEP-256\",\"value\":\"c2VjcmV0\"}";
        String wrapped;
        try (VaultFixture vaults = new VaultFixture(folder, platform, Optional.of(token))) {
            vaults.createVault("hard", "all purge", "");
            vaults.manage("PATCH /vaults/hard",
                    "{\"properties\":{\"sku\":{\"family\":\"A\",\"name\":\"premium\"}}}");
            VaultFixture.Answer made = vaults.keys("hard", "POST /keys/k/create", "{\"kty\":\"RSA-HSM\"}");
            assertThat(made.text("/attributes/hsmPlatform")).isEqualTo("1");
            assertThat(vaults.keys("hard", "POST /keys/s/create", "{\"kty\":\"RSA\"}")
                    .text("/attributes/hsmPlatform")).isEqualTo("0");
            wrapped = vaults.keys("hard", "POST /keys/k//wrapkey", wrap).text("/value");
        }
        String unwrap = "{\"alg\":\"RSA-OAEP-256\",\"value\":\"" + wrapped + "\"}";
        try (VaultFixture vaults = new VaultFixture(folder, platform, Optional.of(token))) {
            assertThat(vaults.keys("hard", "POST /keys/k//unwrapkey", unwrap).text("/value"))
                    .isEqualTo("c2VjcmV0");
            assertThat(vaults.keys("hard", "POST /keys/k/backup", "").status()).isEqualTo(400);
        }
        try (VaultFixture vaults = new VaultFixture(folder, platform)) {
            assertThat(vaults.keys("hard", "POST /keys/k//unwrapkey", unwrap).status())
                    .as("without its token").isEqualTo(503);
            assertThat(vaults.keys("hard", "POST /keys/s//wrapkey", wrap).status()).isEqualTo(200);
        }
    }

    private static ProviderKey.Id id() {
        return new ProviderKey.Id("v", "k", "1");
    }

    private static ProviderKey key(Made made) {
        return new ProviderKey(id(), made.open(), made.data()::copy);
    }

    private static byte[] done(KeyProvider by, ProviderKey key, CryptoOperation operation, String algorithm,
            byte[] input) {
        CryptoOutput output = by.perform(key, new CryptoCommand(operation,
                KeyAlgorithm.named(algorithm).orElseThrow(), CryptoCommand.Input.of(input)));
        return ((CryptoOutput.Bytes) output).value();
    }

    private boolean verified(ProviderKey key, String algorithm, byte[] digest, byte[] signature) {
        CryptoOutput output = provider.perform(key, new CryptoCommand(CryptoOperation.VERIFY,
                KeyAlgorithm.named(algorithm).orElseThrow(),
                CryptoCommand.Input.signature(digest, signature)));
        return ((CryptoOutput.Verdict) output).right();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
