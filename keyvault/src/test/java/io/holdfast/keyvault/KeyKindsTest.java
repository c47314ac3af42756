package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Each kind of key with each algorithm, through the data plane.
class KeyKindsTest {

    private static final String KEYS = """
            r2 {"kty":"RSA"}
            e1 {"kty":"EC"}
            e3 {"kty":"EC","crv":"P-384"}
            e5 {"kty":"EC","key_size":521}
            ek {"kty":"EC-HSM","crv":"P-256K"}
            o1 {"kty":"oct","key_size":128,"key_ops":["sign","verify","encrypt","decrypt","wrapKey","unwrapKey"]}
            o9 {"kty":"oct","key_size":192}
            o2 {"kty":"oct-HSM","key_ops":["sign","verify","encrypt","decrypt","wrapKey","unwrapKey"]}
            """;

    @TempDir
    static Path folder;
    private static VaultFixture vaults;

    @BeforeAll
    static void open() {
        vaults = new VaultFixture(folder, SealingKey.generate(new SecureRandom()));
        vaults.createVault("kinds", "all purge", "");
        vaults.manage("PATCH /vaults/kinds",
                "{\"properties\":{\"sku\":{\"family\":\"A\",\"name\":\"premium\"}}}");
        KEYS.lines().forEach(line -> assertThat(vaults.keys("kinds", "POST /keys/" + line.substring(0, 2)
                + "/create", line.substring(3)).status()).as(line).isEqualTo(200));
    }

    @AfterAll
    static void close() {
        vaults.close();
    }

    private static VaultFixture.Answer call(String key, String operation, String body) {
        return vaults.keys("kinds", "POST /keys/" + key + "//" + operation, body);
    }

    private static String base64Url(int length) {
        byte[] bytes = new byte[length];
        bytes[length - 1] = 1;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String member(JsonNode json, String name) {
        return json.has(name) ? ",\"" + name + "\":\"" + json.path(name).stringValue() + "\"" : "";
    }

    @ParameterizedTest
    @CsvSource({"r2,RSA-OAEP", "r2,RSA-OAEP-256", "r2,RSA1_5", "o1,A128GCM", "o9,A192GCM", "o2,A256GCM",
            "o1,A128CBC", "o9,A192CBC", "o2,A256CBC", "o1,A128CBCPAD", "o9,A192CBCPAD", "o2,A256CBCPAD"})
    void whatIsEncryptedIsDecryptedAndNothingElse(String key, String algorithm) {
        String plain = base64Url(32);
        String head = "{\"alg\":\"" + algorithm + "\",\"value\":\"";
        VaultFixture.Answer made = call(key, "encrypt", head + plain + "\"}");
        String rest = "\"" + member(made.json(), "iv") + member(made.json(), "tag") + "}";

        assertThat(made.status()).as(made.json().toString()).isEqualTo(200);
        assertThat(call(key, "decrypt", head + made.text("/value") + rest).text("/value")).isEqualTo(plain);
        assertThat(call(key, "decrypt", head + base64Url(7) + rest).error()).isEqualTo("BadParameter ");
    }

    @ParameterizedTest
    @CsvSource({"r2,RSA-OAEP,24", "r2,RSA-OAEP-256,24", "r2,RSA1_5,24", "o1,A128KW,24", "o9,A192KW,24",
            "o2,A256KW,24", "o1,CKM_AES_KEY_WRAP,16", "o2,CKM_AES_KEY_WRAP,40", "o9,CKM_AES_KEY_WRAP_PAD,5"})
    void whatIsWrappedIsUnwrappedAndNothingElse(String key, String algorithm, int length) {
        String plain = base64Url(length);
        String head = "{\"alg\":\"" + algorithm + "\",\"value\":\"";
        VaultFixture.Answer wrapped = call(key, "wrapkey", head + plain + "\"}");

        assertThat(call(key, "unwrapkey", head + wrapped.text("/value") + "\"}").text("/value"))
                .isEqualTo(plain);
        VaultFixture.Answer refused = call(key, "unwrapkey", head + base64Url(256) + "\"}");
        assertThat(refused.error()).isEqualTo("BadParameter ");
        assertThat(refused.text("/error/message")).contains("does not decrypt");
    }

    @ParameterizedTest
    @CsvSource({"r2,RS256,32,256", "r2,RS384,48,256", "r2,RS512,64,256", "r2,PS256,32,256", "r2,PS384,48,256",
            "r2,PS512,64,256", "r2,RSNULL,36,256", "e1,ES256,32,64", "e3,ES384,48,96", "e5,ES512,64,132",
            "ek,ES256K,32,64", "o1,HS256,5,32", "o2,HS384,5,48", "o2,HS512,500,64"})
    void whatIsSignedVerifiesAndNothingElse(String key, String algorithm, int length, int signatureBytes) {
        String digest = base64Url(length);
        String head = "{\"alg\":\"" + algorithm + "\",";
        VaultFixture.Answer signed = call(key, "sign", head + "\"value\":\"" + digest + "\"}");
        String signature = signed.text("/value");

        assertThat(Base64.getUrlDecoder().decode(signature)).as(signed.json().toString())
                .hasSize(signatureBytes);
        assertThat(verified(key, head, digest, signature)).isTrue();
        assertThat(verified(key, head, digest, base64Url(signatureBytes))).isFalse();
        assertThat(verified(key, head, digest, base64Url(1))).isFalse();
        assertThat(verified(key, head, "B" + digest.substring(1), signature)).isFalse();
    }

    private static boolean verified(String key, String head, String digest, String signature) {
        VaultFixture.Answer answer = call(key, "verify",
                head + "\"digest\":\"" + digest + "\",\"value\":\"" + signature + "\"}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.json().has("kid")).isFalse();
        return answer.json().path("value").booleanValue();
    }

    @ParameterizedTest
    @CsvSource({"r2,sign,ES256", "e1,sign,RS256", "e1,sign,ES384", "ek,sign,ES256", "e1,sign,ES256K",
            "o2,encrypt,A128GCM", "o2,encrypt,A256KW", "o2,wrapkey,A256GCM", "o2,decrypt,A128CBC-HS256",
            "r2,encrypt,RS256", "r2,sign,RSA-OAEP", "o2,wrapkey,RSA-OAEP", "r2,sign,none", "e1,sign,es256"})
    void anAlgorithmOfAnotherKeyOrOperationIsRefused(String key, String operation, String algorithm) {
        VaultFixture.Answer answer = call(key, operation,
                "{\"alg\":\"" + algorithm + "\",\"value\":\"" + base64Url(32) + "\"}");

        assertThat(answer.error()).isIn("BadParameter ", "Forbidden KeyOperationForbidden");
        assertThat(answer.json().has("value")).isFalse();
    }

    @Test
    void operationsThatAreNotOfTheKeyAreForbidden() {
        String digest = "{\"alg\":\"HS256\",\"value\":\"" + base64Url(32) + "\"}";

        assertThat(call("o9", "sign", digest).error()).isEqualTo("Forbidden KeyOperationForbidden");
        assertThat(call("e1", "encrypt", digest).error()).isEqualTo("Forbidden KeyOperationForbidden");
        assertThat(call("r2", "release", "{\"target\":\"x\"}").error())
                .isEqualTo("Forbidden KeyOperationForbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sign {'alg':'ES256','value':'AAEC'}",
            "verify {'alg':'ES256','value':'AAEC','digest':'AAEC'}", "verify {'alg':'ES256','value':'AAEC'}",
            "sign {'alg':'ES256'}", "sign {'alg':'ES256','value':'***'}", "sign {'alg':'ES256','value':7}"})
    void digestsOfAnotherLengthAreRefused(String call) {
        String[] parts = call.replace('\'', '"').split(" ", 2);

        assertThat(call("e1", parts[0], parts[1]).error()).isEqualTo("BadParameter ");
    }

    @Test
    void whatAnAlgorithmDoesNotUseIsRefused() {
        String value = "\"value\":\"" + base64Url(16) + "\"";
        String iv = ",\"iv\":\"" + base64Url(12) + "\"";

        assertThat(call("o2", "encrypt", "{\"alg\":\"A256GCM\"," + value + iv + "}").error())
                .isEqualTo("BadParameter ");
        assertThat(call("o2", "encrypt", "{\"alg\":\"A256CBC\"," + value + iv + "}").error())
                .isEqualTo("BadParameter ");
        assertThat(call("o2", "encrypt", "{\"alg\":\"A256CBC\"," + value + ",\"aad\":\"AAEC\"}").error())
                .isEqualTo("BadParameter ");
        assertThat(call("r2", "encrypt", "{\"alg\":\"RSA-OAEP\"," + value + ",\"aad\":\"AAEC\"}").error())
                .isEqualTo("BadParameter ");
        assertThat(call("o2", "wrapkey", "{\"alg\":\"A256KW\"," + value + iv + "}").error())
                .isEqualTo("BadParameter ");
    }

    @Test
    void additionalDataIsAuthenticatedAndGivenBack() {
        String head = "{\"alg\":\"A256GCM\",\"value\":\"";
        VaultFixture.Answer made = call("o2", "encrypt", head + base64Url(9) + "\",\"aad\":\"AAEC\"}");
        String rest = "\"" + member(made.json(), "iv") + member(made.json(), "tag");

        assertThat(made.text("/aad")).isEqualTo("AAEC");
        assertThat(call("o2", "decrypt", head + made.text("/value") + rest + ",\"aad\":\"AAEC\"}").status())
                .isEqualTo(200);
        assertThat(call("o2", "decrypt", head + made.text("/value") + rest + ",\"aad\":\"AAED\"}").error())
                .isEqualTo("BadParameter ");
        assertThat(call("o2", "decrypt", head + made.text("/value") + rest + "}").error())
                .isEqualTo("BadParameter ");
    }

    @Test
    void ecKeysShowTheirPointAndKeysOfHardwareTheirType() {
        JsonNode ec = vaults.keys("kinds", "GET /keys/e5", "").json();
        JsonNode hsm = vaults.keys("kinds", "GET /keys/ek", "").json();
        JsonNode oct = vaults.keys("kinds", "GET /keys/o2", "").json();

        assertThat(ec.at("/key/crv").stringValue()).isEqualTo("P-521");
        assertThat(Base64.getUrlDecoder().decode(ec.at("/key/x").stringValue())).hasSize(66);
        assertThat(Base64.getUrlDecoder().decode(ec.at("/key/y").stringValue())).hasSize(66);
        assertThat(ec.path("key").has("d")).isFalse();
        assertThat(ec.at("/key/key_ops").toString()).isEqualTo("[\"sign\",\"verify\"]");
        assertThat(hsm.at("/key/kty").stringValue()).isEqualTo("EC-HSM");
        assertThat(hsm.at("/key/crv").stringValue()).isEqualTo("P-256K");
        assertThat(hsm.at("/attributes/hsmPlatform").stringValue()).isEqualTo("0");
        assertThat(oct.at("/key/kty").stringValue()).isEqualTo("oct-HSM");
        assertThat(oct.path("key").has("k")).isFalse();
    }

    @Test
    void rotatingKeepsTheKindOfKey() {
        VaultFixture.Answer rotated = vaults.keys("kinds", "POST /keys/e3/rotate", "");

        assertThat(rotated.text("/key/crv")).isEqualTo("P-384");
        assertThat(rotated.text("/key/kty")).isEqualTo("EC");
    }

    @ParameterizedTest
    @CsvSource({"POST /rng,rng", "GET /keys/r2//attestation,attestation"})
    void whatOnlyHardwareModulesDoIsRefusedClearly(String call, String operation) {
        VaultFixture.Answer answer = vaults.keys("kinds", call, "{\"count\":8}");

        assertThat(answer.error()).isEqualTo("BadParameter ");
        assertThat(answer.text("/error/message")).contains("does not allow operation '" + operation + "'");
    }
}
