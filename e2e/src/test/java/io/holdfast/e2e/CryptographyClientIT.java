package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.models.DecryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptResult;
import com.azure.security.keyvault.keys.cryptography.models.EncryptionAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/// Every call of the Azure SDK's `CryptographyClient` and its asynchronous form over every algorithm: what the client
/// computes itself and what the server computes agree.
///
/// A client that is given a key with its private part computes locally; one that is given an id asks the server for
/// everything that it may not or cannot compute. P-256K is not computed locally, as the JDK no longer knows it.
@ExtendWith(VaultServer.Resolver.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CryptographyClientIT {

    private static final byte[] TEXT = "sixteen bytes..!".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "what is signed".getBytes(StandardCharsets.US_ASCII);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final VaultServer server;
    private final KeyClient keys;
    private final JsonWebKey rsa = LocalKeys.rsa();
    private final KeyVaultKey stored;

    CryptographyClientIT(VaultServer server) {
        this.server = server;
        this.keys = server.keys().buildClient();
        this.stored = keys.importKey("crypto-rsa", rsa);
    }

    private static CryptographyClient local(JsonWebKey key) {
        return new CryptographyClientBuilder().jsonWebKey(key).buildClient();
    }

    private CryptographyClient remote(KeyVaultKey key) {
        return server.cryptography(key.getId()).disableKeyCaching().buildClient();
    }

    private static <T> T answer(Mono<T> call) {
        return Objects.requireNonNull(call.block(PATIENCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA-OAEP", "RSA1_5", "RSA-OAEP-256"})
    void rsaEncryptionAgrees(String id) {
        EncryptionAlgorithm algorithm = EncryptionAlgorithm.fromString(id);
        byte[] sealed = remote(stored).encrypt(algorithm, TEXT).getCipherText();

        assertThat(remote(stored).decrypt(algorithm, sealed).getPlainText()).isEqualTo(TEXT);
        assertThat(remote(stored).decrypt(algorithm, remote(stored).encrypt(algorithm, TEXT, Context.NONE)
                .getCipherText(), Context.NONE).getPlainText()).isEqualTo(TEXT);
        // The client does not compute RSA-OAEP-256 itself.
        if (!id.equals("RSA-OAEP-256")) {
            assertThat(local(rsa).decrypt(algorithm, sealed).getPlainText()).isEqualTo(TEXT);
            assertThat(remote(stored).decrypt(algorithm, local(rsa).encrypt(algorithm, TEXT).getCipherText())
                    .getPlainText()).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA-OAEP", "RSA1_5", "RSA-OAEP-256"})
    void rsaWrappingAgrees(String id) {
        KeyWrapAlgorithm algorithm = KeyWrapAlgorithm.fromString(id);
        byte[] wrapped = remote(stored).wrapKey(algorithm, TEXT).getEncryptedKey();

        assertThat(remote(stored).unwrapKey(algorithm, wrapped).getKey()).isEqualTo(TEXT);
        assertThat(remote(stored).unwrapKey(algorithm,
                remote(stored).wrapKey(algorithm, TEXT, Context.NONE).getEncryptedKey(), Context.NONE)
                .getKey())
                .isEqualTo(TEXT);
        if (!id.equals("RSA-OAEP-256")) {
            assertThat(local(rsa).unwrapKey(algorithm, wrapped).getKey()).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void rsaSignaturesVerify(String id) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.fromString(id);
        byte[] signature = remote(stored).signData(algorithm, DATA).getSignature();

        checkSignature(remote(stored), algorithm, signature);
        // With its cache of the public key, the client verifies by itself what it can.
        checkSignature(server.cryptography(stored.getId()).buildClient(), algorithm, signature);
    }

    @ParameterizedTest
    @CsvSource({"secp256r1,ES256", "secp384r1,ES384", "secp521r1,ES512"})
    void ecSignaturesAgree(String curve, String id) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.fromString(id);
        JsonWebKey key = LocalKeys.ec(curve);
        KeyVaultKey taken = keys.importKey("crypto-" + curve, key);
        byte[] signature = remote(taken).signData(algorithm, DATA).getSignature();

        checkSignature(remote(taken), algorithm, signature);
        checkSignature(local(key), algorithm, signature);
        checkSignature(remote(taken), algorithm, local(key).signData(algorithm, DATA).getSignature());
    }

    @Test
    void koblitzSignaturesVerify() {
        KeyVaultKey key = keys
                .createEcKey(new CreateEcKeyOptions("crypto-koblitz").setCurveName(KeyCurveName.P_256K));
        byte[] signature = remote(key).signData(SignatureAlgorithm.ES256K, DATA).getSignature();

        checkSignature(remote(key), SignatureAlgorithm.ES256K, signature);
    }

    private static void checkSignature(CryptographyClient client, SignatureAlgorithm algorithm,
            byte[] signature) {
        assertThat(client.verifyData(algorithm, DATA, signature).isValid()).isTrue();
        assertThat(client.verifyData(algorithm, TEXT, signature, Context.NONE).isValid()).isFalse();
    }

    @Test
    void digestsAreSignedAsTheyAre() {
        CryptographyClient client = remote(stored);
        byte[] digest = new byte[32];
        byte[] signature = client.sign(SignatureAlgorithm.PS256, digest).getSignature();

        assertThat(client.verify(SignatureAlgorithm.PS256, digest, signature).isValid()).isTrue();
        assertThat(client.verify(SignatureAlgorithm.PS256, digest,
                client.sign(SignatureAlgorithm.PS256, digest, Context.NONE).getSignature(), Context.NONE)
                .isValid()).isTrue();
        assertThat(client.signData(SignatureAlgorithm.RS256, DATA, Context.NONE).getSignature()).hasSize(256);
        assertThatThrownBy(() -> client.sign(SignatureAlgorithm.PS384, digest))
                .isInstanceOf(HttpResponseException.class).hasMessageContaining("BadParameter");
    }

    @ParameterizedTest
    @CsvSource({"16,A128KW", "24,A192KW", "32,A256KW"})
    void aesWrappingAgrees(int bytes, String id) {
        KeyWrapAlgorithm algorithm = KeyWrapAlgorithm.fromString(id);
        JsonWebKey key = LocalKeys.aes(bytes);
        KeyVaultKey taken = keys.importKey("crypto-aes" + bytes, key);
        byte[] wrapped = remote(taken).wrapKey(algorithm, TEXT).getEncryptedKey();

        assertThat(local(key).wrapKey(algorithm, TEXT).getEncryptedKey()).isEqualTo(wrapped);
        assertThat(local(key).unwrapKey(algorithm, wrapped).getKey()).isEqualTo(TEXT);
        assertThat(remote(taken).unwrapKey(algorithm, wrapped).getKey()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @CsvSource({"CKM_AES_KEY_WRAP,16", "CKM_AES_KEY_WRAP_PAD,5"})
    void aesWrappingByItsNameInPkcs11IsServed(String id, int length) {
        KeyWrapAlgorithm algorithm = KeyWrapAlgorithm.fromString(id);
        KeyVaultKey key = keys.createOctKey(new CreateOctKeyOptions("crypto-ckm").setKeySize(256));
        byte[] secret = new byte[length];

        assertThat(remote(key)
                .unwrapKey(algorithm, remote(key).wrapKey(algorithm, secret).getEncryptedKey()).getKey())
                .isEqualTo(secret);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void aesEncryptionAgrees(int bits) {
        JsonWebKey key = LocalKeys.aes(bits / 8);
        CryptographyClient remote = remote(keys.importKey("crypto-cbc" + bits, key));
        byte[] iv = new byte[16];
        for (EncryptParameters parameters : cbc(bits, iv)) {
            EncryptResult there = remote.encrypt(parameters, Context.NONE);
            EncryptResult here = local(key).encrypt(parameters, Context.NONE);

            assertThat(there.getCipherText()).isEqualTo(here.getCipherText());
            assertThat(there.getIv()).isEqualTo(iv);
            DecryptParameters opening = decryption(there);
            assertThat(remote.decrypt(opening, Context.NONE).getPlainText()).isEqualTo(TEXT);
            assertThat(local(key).decrypt(opening, Context.NONE).getPlainText()).isEqualTo(TEXT);
        }
    }

    /// The client does not compute GCM itself; the vault makes the initialization vector.
    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void gcmAuthenticates(int bits) {
        KeyVaultKey key = keys
                .createOctKey(new CreateOctKeyOptions("crypto-gcm" + bits).setKeySize(bits));
        EncryptResult made = remote(key).encrypt(gcm(bits), Context.NONE);

        assertThat(made.getIv()).hasSize(12);
        assertThat(made.getAuthenticationTag()).hasSize(16);
        assertThat(made.getAdditionalAuthenticatedData()).isEqualTo(DATA);
        assertThat(remote(key).decrypt(decryption(made), Context.NONE).getPlainText()).isEqualTo(TEXT);
        EncryptResult altered = new EncryptResult(new byte[TEXT.length], made.getAlgorithm(), made.getKeyId(),
                made.getIv(), made.getAuthenticationTag(), DATA);
        assertThatThrownBy(() -> remote(key).decrypt(decryption(altered), Context.NONE))
                .isInstanceOf(HttpResponseException.class).hasMessageContaining("BadParameter");
    }

    private static List<EncryptParameters> cbc(int bits, byte[] iv) {
        return switch (bits) {
            case 128 -> List.of(EncryptParameters.createA128CbcParameters(TEXT, iv),
                    EncryptParameters.createA128CbcPadParameters(TEXT, iv));
            case 192 -> List.of(EncryptParameters.createA192CbcParameters(TEXT, iv),
                    EncryptParameters.createA192CbcPadParameters(TEXT, iv));
            default -> List.of(EncryptParameters.createA256CbcParameters(TEXT, iv),
                    EncryptParameters.createA256CbcPadParameters(TEXT, iv));
        };
    }

    private static EncryptParameters gcm(int bits) {
        return switch (bits) {
            case 128 -> EncryptParameters.createA128GcmParameters(TEXT, DATA);
            case 192 -> EncryptParameters.createA192GcmParameters(TEXT, DATA);
            default -> EncryptParameters.createA256GcmParameters(TEXT, DATA);
        };
    }

    private static DecryptParameters decryption(EncryptResult made) {
        byte[] text = made.getCipherText();
        byte[] iv = made.getIv();
        byte[] tag = made.getAuthenticationTag();
        return switch (made.getAlgorithm().toString()) {
            case "A128CBC" -> DecryptParameters.createA128CbcParameters(text, iv);
            case "A192CBC" -> DecryptParameters.createA192CbcParameters(text, iv);
            case "A256CBC" -> DecryptParameters.createA256CbcParameters(text, iv);
            case "A128CBCPAD" -> DecryptParameters.createA128CbcPadParameters(text, iv);
            case "A192CBCPAD" -> DecryptParameters.createA192CbcPadParameters(text, iv);
            case "A256CBCPAD" -> DecryptParameters.createA256CbcPadParameters(text, iv);
            case "A128GCM" -> DecryptParameters.createA128GcmParameters(text, iv, tag, DATA);
            case "A192GCM" -> DecryptParameters.createA192GcmParameters(text, iv, tag, DATA);
            case "A256GCM" -> DecryptParameters.createA256GcmParameters(text, iv, tag, DATA);
            default -> throw new AssertionError(made.getAlgorithm());
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void codesOfSymmetricKeysVerify(String id) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.fromString(id);
        CryptographyClient client = remote(keys.createOctKey(new CreateOctKeyOptions("crypto-mac")
                .setKeySize(256).setKeyOperations(KeyOperation.SIGN, KeyOperation.VERIFY)));
        byte[] code = client.sign(algorithm, DATA).getSignature();

        assertThat(client.verify(algorithm, DATA, code).isValid()).isTrue();
        assertThat(client.verify(algorithm, TEXT, code).isValid()).isFalse();
    }

    @Test
    void theKeyItselfIsRead() {
        assertThat(remote(stored).getKey().getId()).isEqualTo(stored.getId());
        assertThat(remote(stored).getKeyWithResponse(Context.NONE).getStatusCode()).isEqualTo(200);
    }

    @Test
    void theAsynchronousClientDoesTheSame() {
        CryptographyAsyncClient client = server.cryptography(stored.getId()).disableKeyCaching()
                .buildAsyncClient();
        byte[] digest = new byte[32];
        byte[] sealed = answer(client.encrypt(EncryptionAlgorithm.RSA_OAEP_256, TEXT)).getCipherText();
        byte[] again = answer(client.encrypt(EncryptParameters.createRsaOaepParameters(TEXT)))
                .getCipherText();
        byte[] wrapped = answer(client.wrapKey(KeyWrapAlgorithm.RSA_OAEP_256, TEXT)).getEncryptedKey();
        byte[] signature = answer(client.sign(SignatureAlgorithm.RS256, digest)).getSignature();
        byte[] ofData = answer(client.signData(SignatureAlgorithm.PS512, DATA)).getSignature();

        assertThat(answer(client.getKey()).getId()).isEqualTo(stored.getId());
        assertThat(answer(client.getKeyWithResponse()).getStatusCode()).isEqualTo(200);
        assertThat(answer(client.decrypt(EncryptionAlgorithm.RSA_OAEP_256, sealed)).getPlainText())
                .isEqualTo(TEXT);
        assertThat(answer(client.decrypt(DecryptParameters.createRsaOaepParameters(again))).getPlainText())
                .isEqualTo(TEXT);
        assertThat(answer(client.unwrapKey(KeyWrapAlgorithm.RSA_OAEP_256, wrapped)).getKey()).isEqualTo(TEXT);
        assertThat(answer(client.verify(SignatureAlgorithm.RS256, digest, signature)).isValid()).isTrue();
        assertThat(answer(client.verifyData(SignatureAlgorithm.PS512, DATA, ofData)).isValid()).isTrue();
    }
}
