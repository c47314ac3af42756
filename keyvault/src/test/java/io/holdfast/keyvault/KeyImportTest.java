package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys that were made elsewhere are taken in, if they are whole; and keys are backed up and restored.
class KeyImportTest {

    private static final String DIGEST = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";

    @TempDir
    static Path folder;
    private static VaultFixture vaults;
    private static String rsa = "";
    private static String ec = "";

    @BeforeAll
    static void open() throws GeneralSecurityException {
        vaults = new VaultFixture(folder, SealingKey.generate(new SecureRandom()));
        vaults.createVault("imports", "all purge", "");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        rsa = rsaJwk((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate());
        KeyPairGenerator curves = KeyPairGenerator.getInstance("EC");
        curves.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = curves.generateKeyPair();
        ec = ecJwk((ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate());
    }

    @AfterAll
    static void close() {
        vaults.close();
    }

    /// As `BigInteger` gives them, with zeros in front, as some clients do.
    private static String member(String name, BigInteger number) {
        return ",\"" + name + "\":\"" + Base64.getUrlEncoder().encodeToString(number.toByteArray()) + "\"";
    }

    private static String rsaJwk(RSAPrivateCrtKey key) {
        return "{\"kty\":\"RSA\"" + member("n", key.getModulus()) + member("e", key.getPublicExponent())
                + member("d", key.getPrivateExponent()) + member("p", key.getPrimeP())
                + member("q", key.getPrimeQ()) + member("dp", key.getPrimeExponentP())
                + member("dq", key.getPrimeExponentQ()) + member("qi", key.getCrtCoefficient()) + "}";
    }

    private static String ecJwk(ECPublicKey open, ECPrivateKey key) {
        return "{\"kty\":\"EC\",\"crv\":\"P-256\"" + member("x", open.getW().getAffineX())
                + member("y", open.getW().getAffineY()) + member("d", key.getS()) + "}";
    }

    private static VaultFixture.Answer importKey(String name, String jwk, String rest) {
        return vaults.keys("imports", "PUT /keys/" + name, "{\"key\":" + jwk + rest + "}");
    }

    private static VaultFixture.Answer call(String call, String body) {
        return vaults.keys("imports", call, body);
    }

    @Test
    void anRsaKeyIsTakenInAndUsed() {
        VaultFixture.Answer made = importKey("rsa", rsa,
                ",\"attributes\":{\"exp\":4000000000},\"tags\":{\"from\":\"elsewhere\"}");
        String sealed = call("POST /keys/rsa//encrypt", "{\"alg\":\"RSA-OAEP-256\",\"value\":\"AAEC\"}")
                .text("/value");

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.json().path("key").has("d")).isFalse();
        assertThat(made.text("/tags/from")).isEqualTo("elsewhere");
        assertThat(made.json().at("/attributes/exp").longValue()).isEqualTo(4_000_000_000L);
        assertThat(call("POST /keys/rsa//decrypt", "{\"alg\":\"RSA-OAEP-256\",\"value\":\"" + sealed + "\"}")
                .text("/value")).isEqualTo("AAEC");
    }

    @Test
    void anEcKeyIsTakenInAndUsed() {
        assertThat(importKey("ec", ec.replace("{", "{\"key_ops\":[\"sign\",\"verify\"],"), "").status())
                .isEqualTo(200);
        String signature = call("POST /keys/ec//sign", "{\"alg\":\"ES256\",\"value\":\"" + DIGEST + "\"}")
                .text("/value");
        assertThat(call("POST /keys/ec//verify", "{\"alg\":\"ES256\",\"digest\":\"" + DIGEST
                + "\",\"value\":\"" + signature + "\"}").json().path("value").booleanValue()).isTrue();
    }

    /// RFC 3394 section 4.1.
    @Test
    void aSymmetricKeyIsTakenInAndWrapsAsTheRfcSays() {
        assertThat(importKey("oct", "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}", "").status())
                .isEqualTo(200);
        String wrapped = call("POST /keys/oct//wrapkey",
                "{\"alg\":\"A128KW\",\"value\":\"ABEiM0RVZneImaq7zN3u_w\"}").text("/value");

        assertThat(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(wrapped)))
                .isEqualTo("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
    }

    @Test
    void importingOverAKeyMakesAVersion() {
        importKey("again", ec, "");
        importKey("again", "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}", "");

        assertThat(call("GET /keys/again/versions", "").json().path("value")).hasSize(2);
        assertThat(call("GET /keys/again", "").text("/key/kty")).isEqualTo("oct");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"kty\":\"RSA\"}", "{\"kty\":\"EC\",\"crv\":\"P-256\"}",
            "{\"kty\":\"oct\"}",
            "{\"kty\":\"oct\",\"k\":\"AAEC\"}", "{\"kty\":\"oct\",\"k\":\"***\"}", "{\"kty\":\"OKP\"}", "[]",
            "{\"kty\":\"RSA-HSM\",\"key_hsm\":\"AAEC\"}"})
    void aKeyThatIsNotWholeIsRefused(String jwk) {
        assertThat(importKey("bad", jwk, "").error()).isEqualTo("BadParameter ");
        assertThat(call("GET /keys/bad", "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"e", "d", "p", "q", "dp", "dq", "qi"})
    void anRsaKeyWhoseNumbersDoNotFitEachOtherIsRefused(String name) {
        String altered = rsa.replaceAll("\"" + name + "\":\"[^\"]*\"", "\"" + name + "\":\"AQAD\"");
        String missing = rsa.replaceAll(",\"" + name + "\":\"[^\"]*\"", "");

        assertThat(importKey("bad", altered, "").error()).isEqualTo("BadParameter ");
        assertThat(importKey("bad", missing, "").error()).isEqualTo("BadParameter ");
    }

    @ParameterizedTest
    @CsvSource({"x", "y", "d"})
    void anEcKeyWhosePartsDoNotFitEachOtherIsRefused(String name) {
        String altered = ec.replaceAll("\"" + name + "\":\"[^\"]*\"", "\"" + name + "\":\"AQAD\"");

        assertThat(importKey("bad", altered, "").error()).isEqualTo("BadParameter ");
        assertThat(importKey("bad", ec.replace("P-256", "P-384"), "").error()).isEqualTo("BadParameter ");
    }

    @Test
    void hardwareKeysAndReleasableOnesAreRefusedHere() {
        assertThat(importKey("bad", ec, ",\"Hsm\":true").error()).isEqualTo("BadParameter ");
        assertThat(importKey("bad", ec, ",\"release_policy\":{\"data\":\"AAEC\"}").error())
                .isEqualTo("BadParameter ");
        assertThat(importKey("bad", ec, ",\"attributes\":{\"exportable\":true}").error())
                .isEqualTo("BadParameter ");
        vaults.createVault("premium", "all", "");
        vaults.manage("PATCH /vaults/premium",
                "{\"properties\":{\"sku\":{\"family\":\"A\",\"name\":\"premium\"}}}");
        assertThat(
                vaults.keys("premium", "PUT /keys/k", "{\"Hsm\":true,\"key\":" + ec + "}").text("/key/kty"))
                .isEqualTo("EC-HSM");
    }

    @Test
    void aBackupBringsAKeyBackWithItsVersions() {
        vaults.createVault("other", "all purge", "");
        call("POST /keys/saved/create", "{\"kty\":\"oct\",\"tags\":{\"a\":\"1\"}}");
        String kid = call("POST /keys/saved/rotate", "").text("/key/kid");
        call("PUT /keys/saved/rotationpolicy", "{\"attributes\":{\"expiryTime\":\"P90D\"}}");
        String plain = "{\"alg\":\"A256KW\",\"value\":\"AAECAwQFBgcICQoLDA0ODw\"}";
        String wrapped = call("POST /keys/saved//wrapkey", plain).text("/value");
        String blob = call("POST /keys/saved/backup", "").text("/value");
        String body = "{\"value\":\"" + blob + "\"}";

        assertThat(call("POST /keys/restore", body).error()).isEqualTo("Conflict ");
        call("DELETE /keys/saved", "");
        assertThat(call("POST /keys/restore", body).error())
                .isEqualTo("Conflict ObjectIsDeletedButRecoverable");
        call("DELETE /deletedkeys/saved", "");
        assertThat(call("POST /keys/restore", body).text("/key/kid")).isEqualTo(kid);
        assertThat(call("GET /keys/saved/versions", "").json().path("value")).hasSize(2);
        assertThat(call("GET /keys/saved", "").text("/tags/a")).isEqualTo("1");
        assertThat(call("GET /keys/saved/rotationpolicy", "").text("/attributes/expiryTime"))
                .isEqualTo("P90D");
        String unwrap = "{\"alg\":\"A256KW\",\"value\":\"" + wrapped + "\"}";
        assertThat(call("POST /keys/saved//unwrapkey", unwrap).status()).isEqualTo(200);
        assertThat(vaults.keys("other", "POST /keys/restore", body).text("/key/kid"))
                .isEqualTo(kid.replace("imports", "other"));
        assertThat(vaults.keys("other", "POST /keys/saved//unwrapkey", unwrap).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAEC", "",
            "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoBackupIsRefused(String blob) {
        assertThat(call("POST /keys/restore", "{\"value\":\"" + blob + "\"}").error())
                .isEqualTo("Malformed backup blob ");
    }

    @Test
    void anAlteredBackupIsRefused() {
        call("POST /keys/altered/create", "{\"kty\":\"oct\"}");
        String blob = call("POST /keys/altered/backup", "").text("/value");
        String altered = blob.substring(0, 99) + (blob.charAt(99) == 'A' ? 'B' : 'A') + blob.substring(100);

        assertThat(call("POST /keys/restore", "{\"value\":\"" + altered + "\"}").error())
                .isEqualTo("Malformed backup blob ");
        assertThat(call("POST /keys/restore", "{}").error()).isEqualTo("BadParameter ");
        assertThat(call("POST /keys/nothing/backup", "").error()).isEqualTo("KeyNotFound ");
    }
}
