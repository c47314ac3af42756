package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.polling.PollerFlux;
import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.DeletedKey;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import com.azure.security.keyvault.keys.models.ReleaseKeyOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/// Every call of the Azure SDK's `KeyAsyncClient`, unmodified, against a server over HTTPS.
@ExtendWith(VaultServer.Resolver.class)
class KeyAsyncClientIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final VaultServer server;
    private final KeyAsyncClient keys;

    KeyAsyncClientIT(VaultServer server) {
        this.server = server;
        this.keys = server.keys().buildAsyncClient();
    }

    private static <T> T answer(Mono<T> call) {
        return Objects.requireNonNull(call.block(PATIENCE));
    }

    private static <T, U> void await(PollerFlux<T, U> poller) {
        poller.setPollInterval(Duration.ofMillis(20)).blockLast(PATIENCE);
    }

    private static void refused(Mono<?> call, int status, String text) {
        assertThatThrownBy(() -> call.block(PATIENCE)).isInstanceOfSatisfying(HttpResponseException.class,
                e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(status))
                .hasMessageContaining(text);
    }

    private KeyVaultKey oct(String name) {
        return answer(keys.createOctKey(new CreateOctKeyOptions(name).setKeySize(256)));
    }

    @Test
    void makesKeysOfEveryType() {
        assertThat(answer(keys.createKey("async-ec", KeyType.EC)).getKeyType()).isEqualTo(KeyType.EC);
        assertThat(answer(keys.createKey(new CreateKeyOptions("async-oct", KeyType.OCT).setEnabled(false)))
                .getProperties().isEnabled()).isFalse();
        assertThat(answer(keys.createKeyWithResponse(new CreateKeyOptions("async-oct", KeyType.OCT)))
                .getStatusCode()).isEqualTo(200);
        assertThat(answer(keys.createRsaKey(new CreateRsaKeyOptions("async-rsa").setKeySize(2048))).getKey()
                .getN()).hasSize(256);
        assertThat(answer(keys.createRsaKeyWithResponse(
                new CreateRsaKeyOptions("async-rsa").setHardwareProtected(true))).getValue().getKeyType())
                .isEqualTo(KeyType.RSA_HSM);
        assertThat(
                answer(keys.createEcKey(new CreateEcKeyOptions("async-ec").setCurveName(KeyCurveName.P_521)))
                        .getKey().getX())
                .hasSize(66);
        assertThat(answer(keys.createEcKeyWithResponse(
                new CreateEcKeyOptions("async-ec").setHardwareProtected(true))).getValue().getKeyType())
                .isEqualTo(KeyType.EC_HSM);
        assertThat(oct("async-oct").getKeyType()).isEqualTo(KeyType.OCT);
        assertThat(answer(keys.createOctKeyWithResponse(
                new CreateOctKeyOptions("async-oct").setHardwareProtected(true))).getValue().getKeyType())
                .isEqualTo(KeyType.OCT_HSM);
    }

    @Test
    void importsKeys() {
        assertThat(answer(keys.importKey("async-import", LocalKeys.rsa())).getKeyType())
                .isEqualTo(KeyType.RSA);
        assertThat(answer(keys.importKey(new ImportKeyOptions("async-import", LocalKeys.ec("secp521r1"))))
                .getKey().getCurveName()).isEqualTo(KeyCurveName.P_521);
        assertThat(answer(keys.importKeyWithResponse(new ImportKeyOptions("async-import", LocalKeys.aes(16))))
                .getValue().getKeyType()).isEqualTo(KeyType.OCT);
    }

    @Test
    void readsAndUpdatesKeys() {
        KeyVaultKey made = oct("async-read");
        String version = made.getProperties().getVersion();

        assertThat(answer(keys.getKey("async-read")).getId()).isEqualTo(made.getId());
        assertThat(answer(keys.getKey("async-read", version)).getId()).isEqualTo(made.getId());
        assertThat(answer(keys.getKeyWithResponse("async-read", version)).getStatusCode()).isEqualTo(200);
        assertThat(answer(keys.updateKeyProperties(made.getProperties().setTags(Map.of("a", "1"))))
                .getProperties().getTags()).isEqualTo(Map.of("a", "1"));
        assertThat(answer(keys.updateKeyPropertiesWithResponse(made.getProperties(), KeyOperation.WRAP_KEY))
                .getValue().getKeyOperations()).containsExactly(KeyOperation.WRAP_KEY);
        refused(keys.getKey("async-nothing"), 404, "KeyNotFound");
        assertThat(keys.getVaultUrl()).isEqualTo(server.vaultUrl());
    }

    @Test
    void deletesRecoversAndPurges() {
        String id = oct("async-deleted").getId();
        await(keys.beginDeleteKey("async-deleted"));
        assertThat(answer(keys.getDeletedKey("async-deleted")).getId()).isEqualTo(id);
        assertThat(answer(keys.getDeletedKeyWithResponse("async-deleted")).getStatusCode()).isEqualTo(200);
        assertThat(answer(keys.listDeletedKeys().collectList())).extracting(DeletedKey::getName)
                .contains("async-deleted");
        await(keys.beginRecoverDeletedKey("async-deleted"));
        assertThat(answer(keys.getKey("async-deleted")).getId()).isEqualTo(id);
        await(keys.beginDeleteKey("async-deleted"));
        keys.purgeDeletedKey("async-deleted").block(PATIENCE);
        refused(keys.getDeletedKey("async-deleted"), 404, "KeyNotFound");
        oct("async-deleted");
        await(keys.beginDeleteKey("async-deleted"));
        assertThat(answer(keys.purgeDeletedKeyWithResponse("async-deleted")).getStatusCode()).isEqualTo(204);
    }

    @Test
    void backsUpAndRestores() {
        String id = oct("async-backup").getId();
        byte[] backup = answer(keys.backupKey("async-backup"));
        assertThat(answer(keys.backupKeyWithResponse("async-backup")).getValue()).isNotEmpty();
        await(keys.beginDeleteKey("async-backup"));
        keys.purgeDeletedKey("async-backup").block(PATIENCE);
        assertThat(answer(keys.restoreKeyBackup(backup)).getId()).isEqualTo(id);
        await(keys.beginDeleteKey("async-backup"));
        keys.purgeDeletedKey("async-backup").block(PATIENCE);
        assertThat(answer(keys.restoreKeyBackupWithResponse(backup)).getValue().getId()).isEqualTo(id);
    }

    @Test
    void listsKeysAndVersions() {
        oct("async-list");
        oct("async-list");

        assertThat(answer(keys.listPropertiesOfKeys().collectList())).extracting(KeyProperties::getName)
                .contains("async-list").doesNotHaveDuplicates();
        assertThat(answer(keys.listPropertiesOfKeyVersions("async-list").collectList())).hasSize(2);
    }

    @Test
    void rotatesOnDemandAndKeepsAPolicy() {
        String id = oct("async-rotate").getId();
        KeyRotationPolicy policy = new KeyRotationPolicy().setExpiresIn("P30D");

        assertThat(answer(keys.rotateKey("async-rotate")).getId()).isNotEqualTo(id);
        assertThat(answer(keys.rotateKeyWithResponse("async-rotate")).getStatusCode()).isEqualTo(200);
        assertThat(answer(keys.getKeyRotationPolicy("async-rotate")).getExpiresIn()).isNull();
        assertThat(answer(keys.updateKeyRotationPolicy("async-rotate", policy)).getExpiresIn())
                .isEqualTo("P30D");
        assertThat(answer(keys.updateKeyRotationPolicyWithResponse("async-rotate", policy)).getStatusCode())
                .isEqualTo(200);
        assertThat(answer(keys.getKeyRotationPolicyWithResponse("async-rotate")).getValue().getExpiresIn())
                .isEqualTo("P30D");
    }

    @Test
    void givesClientsForCryptography() {
        String version = oct("async-crypto").getProperties().getVersion();
        byte[] secret = new byte[32];
        byte[] wrapped = answer(keys.getCryptographyAsyncClient("async-crypto")
                .wrapKey(KeyWrapAlgorithm.A256KW, secret)).getEncryptedKey();

        assertThat(answer(keys.getCryptographyAsyncClient("async-crypto", version)
                .unwrapKey(KeyWrapAlgorithm.A256KW, wrapped)).getKey()).isEqualTo(secret);
    }

    @Test
    void refusesWhatOnlyManagedHardwareModulesDo() {
        String version = oct("async-hsm").getProperties().getVersion();

        refused(keys.getRandomBytes(8), 400, "does not allow operation 'rng'");
        refused(keys.getRandomBytesWithResponse(8), 400, "'rng'");
        refused(keys.getKeyAttestation("async-hsm"), 400, "'attestation'");
        refused(keys.getKeyAttestationWithResponse("async-hsm", version), 400, "'attestation'");
        refused(keys.releaseKey("async-hsm", "target"), 403, "KeyOperationForbidden");
        refused(keys.releaseKey("async-hsm", version, "target"), 403, "KeyOperationForbidden");
        refused(keys.releaseKeyWithResponse("async-hsm", version, "target", new ReleaseKeyOptions()), 403,
                "KeyOperationForbidden");
    }
}
