package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceModifiedException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.util.Context;
import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyServiceVersion;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.DeletedKey;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyRotationLifetimeAction;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import com.azure.security.keyvault.keys.models.KeyRotationPolicyAction;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import com.azure.security.keyvault.keys.models.ReleaseKeyOptions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every call of the Azure SDK's `KeyClient`, unmodified, against a server over HTTPS.
@ExtendWith(VaultServer.Resolver.class)
class KeyClientIT {

    private static final OffsetDateTime LATER = OffsetDateTime.of(2040, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final VaultServer server;
    private final KeyClient keys;

    KeyClientIT(VaultServer server) {
        this.server = server;
        this.keys = server.keys().buildClient();
    }

    private static <T, U> void await(SyncPoller<T, U> poller) {
        poller.setPollInterval(Duration.ofMillis(20)).waitForCompletion(Duration.ofSeconds(30));
    }

    private static void refused(ThrowingCallable call, int status, String text) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HttpResponseException.class,
                e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(status))
                .hasMessageContaining(text);
    }

    private KeyVaultKey oct(String name) {
        return keys.createOctKey(new CreateOctKeyOptions(name).setKeySize(256));
    }

    @Test
    void makesKeysOfEveryType() {
        assertThat(keys.createKey("sync-ec", KeyType.EC).getKey().getCurveName())
                .isEqualTo(KeyCurveName.P_256);
        KeyVaultKey made = keys.createKey(new CreateKeyOptions("sync-oct", KeyType.OCT).setEnabled(false)
                .setExpiresOn(LATER).setNotBefore(LATER.minusYears(1)).setTags(Map.of("a", "1"))
                .setKeyOperations(KeyOperation.WRAP_KEY));
        assertThat(made.getProperties().isEnabled()).isFalse();
        assertThat(made.getProperties().getExpiresOn()).isEqualTo(LATER);
        assertThat(made.getProperties().getNotBefore()).isEqualTo(LATER.minusYears(1));
        assertThat(made.getProperties().getTags()).isEqualTo(Map.of("a", "1"));
        assertThat(made.getKeyOperations()).containsExactly(KeyOperation.WRAP_KEY);
        assertThat(keys.createKeyWithResponse(new CreateKeyOptions("sync-oct", KeyType.OCT), Context.NONE)
                .getStatusCode()).isEqualTo(200);

        KeyVaultKey rsa = keys.createRsaKey(new CreateRsaKeyOptions("sync-rsa").setKeySize(2048));
        assertThat(rsa.getKey().getN()).hasSize(256);
        assertThat(rsa.getKey().hasPrivateKey()).isFalse();
        assertThat(rsa.getProperties().getRecoveryLevel()).isEqualTo("CustomizedRecoverable+Purgeable");
        assertThat(rsa.getProperties().getRecoverableDays()).isEqualTo(7);
        assertThat(keys.createRsaKeyWithResponse(
                new CreateRsaKeyOptions("sync-rsa").setHardwareProtected(true), Context.NONE).getValue()
                .getKeyType()).isEqualTo(KeyType.RSA_HSM);
        for (KeyCurveName curve : KeyCurveName.values()) {
            assertThat(keys.createEcKey(new CreateEcKeyOptions("sync-ec").setCurveName(curve)).getKey()
                    .getCurveName()).isEqualTo(curve);
        }
        assertThat(keys.createEcKeyWithResponse(new CreateEcKeyOptions("sync-ec").setHardwareProtected(true),
                Context.NONE).getValue().getKeyType()).isEqualTo(KeyType.EC_HSM);
        assertThat(oct("sync-oct").getKeyType()).isEqualTo(KeyType.OCT);
        assertThat(keys.createOctKeyWithResponse(
                new CreateOctKeyOptions("sync-oct").setKeySize(128).setHardwareProtected(true), Context.NONE)
                .getValue().getKeyType()).isEqualTo(KeyType.OCT_HSM);
    }

    @Test
    void importsKeys() {
        JsonWebKey rsa = LocalKeys.rsa();

        assertThat(keys.importKey("sync-import", rsa).getKey().getN()).isEqualTo(rsa.getN());
        KeyVaultKey ec = keys.importKey(new ImportKeyOptions("sync-import", LocalKeys.ec("secp384r1"))
                .setHardwareProtected(true).setExpiresOn(LATER).setEnabled(true));
        assertThat(ec.getKeyType()).isEqualTo(KeyType.EC_HSM);
        assertThat(ec.getProperties().getExpiresOn()).isEqualTo(LATER);
        assertThat(keys.importKeyWithResponse(new ImportKeyOptions("sync-import", LocalKeys.aes(24)),
                Context.NONE).getValue().getKeyType()).isEqualTo(KeyType.OCT);
    }

    @Test
    void readsKeysAndTheirVersions() {
        KeyVaultKey first = oct("sync-read");
        KeyVaultKey second = oct("sync-read");

        assertThat(keys.getKey("sync-read").getId()).isEqualTo(second.getId());
        assertThat(keys.getKey("sync-read", first.getProperties().getVersion()).getId())
                .isEqualTo(first.getId());
        assertThat(keys.getKeyWithResponse("sync-read", "", Context.NONE).getHeaders()
                .getValue(HttpHeaderName.fromString("x-ms-keyvault-region"))).isEqualTo("westeurope");
        assertThat(first.getId()).startsWith(keys.getVaultUrl() + "keys/sync-read/");
        assertThatThrownBy(() -> keys.getKey("sync-nothing")).isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("KeyNotFound");
    }

    @Test
    void updatesAttributesOperationsAndTags() {
        KeyProperties properties = oct("sync-update").getProperties();
        KeyVaultKey updated = keys.updateKeyProperties(
                properties.setEnabled(false).setExpiresOn(LATER).setTags(Map.of("b", "2")));
        assertThat(updated.getProperties().isEnabled()).isFalse();
        assertThat(updated.getProperties().getExpiresOn()).isEqualTo(LATER);
        assertThat(updated.getKeyOperations()).hasSize(4);

        KeyVaultKey restricted = keys.updateKeyPropertiesWithResponse(properties.setEnabled(true),
                Context.NONE, KeyOperation.UNWRAP_KEY).getValue();
        assertThat(restricted.getKeyOperations()).containsExactly(KeyOperation.UNWRAP_KEY);
        assertThat(restricted.getProperties().getTags()).isEqualTo(Map.of("b", "2"));
    }

    @Test
    void deletesRecoversAndPurges() {
        String id = oct("sync-deleted").getId();
        await(keys.beginDeleteKey("sync-deleted"));
        DeletedKey deleted = keys.getDeletedKey("sync-deleted");
        assertThat(Duration.between(deleted.getDeletedOn(), deleted.getScheduledPurgeDate()))
                .isEqualTo(Duration.ofDays(7));
        assertThat(deleted.getRecoveryId()).endsWith("/deletedkeys/sync-deleted");
        assertThat(keys.getDeletedKeyWithResponse("sync-deleted", Context.NONE).getValue().getId())
                .isEqualTo(id);
        assertThat(keys.listDeletedKeys()).extracting(DeletedKey::getName).contains("sync-deleted");
        assertThat(keys.listDeletedKeys(Context.NONE)).extracting(DeletedKey::getName)
                .contains("sync-deleted");
        assertThatThrownBy(() -> keys.getKey("sync-deleted")).isInstanceOf(ResourceNotFoundException.class);
        refused(() -> oct("sync-deleted"), 409, "ObjectIsDeletedButRecoverable");

        await(keys.beginRecoverDeletedKey("sync-deleted"));
        assertThat(keys.getKey("sync-deleted").getId()).isEqualTo(id);
        await(keys.beginDeleteKey("sync-deleted"));
        keys.purgeDeletedKey("sync-deleted");
        assertThatThrownBy(() -> keys.getDeletedKey("sync-deleted"))
                .isInstanceOf(ResourceNotFoundException.class);
        oct("sync-deleted");
        await(keys.beginDeleteKey("sync-deleted"));
        assertThat(keys.purgeDeletedKeyWithResponse("sync-deleted", Context.NONE).getStatusCode())
                .isEqualTo(204);
        assertThatThrownBy(() -> keys.purgeDeletedKey("sync-deleted"))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void backsUpAndRestores() {
        String id = oct("sync-backup").getId();
        byte[] backup = keys.backupKey("sync-backup");
        assertThat(keys.backupKeyWithResponse("sync-backup", Context.NONE).getValue()).isNotEmpty();
        assertThatThrownBy(() -> keys.restoreKeyBackup(backup)).isInstanceOf(ResourceModifiedException.class);
        await(keys.beginDeleteKey("sync-backup"));
        keys.purgeDeletedKey("sync-backup");

        assertThat(keys.restoreKeyBackup(backup).getId()).isEqualTo(id);
        await(keys.beginDeleteKey("sync-backup"));
        keys.purgeDeletedKey("sync-backup");
        assertThat(keys.restoreKeyBackupWithResponse(backup, Context.NONE).getValue().getId()).isEqualTo(id);
        refused(() -> keys.restoreKeyBackup(new byte[]{1, 2, 3}), 400, "Malformed backup blob");
    }

    @Test
    void listsKeysAndVersionsPageByPage() {
        List<String> names = IntStream.range(0, 27).mapToObj(i -> "sync-list" + i).toList();
        names.forEach(this::oct);
        for (int i = 0; i < 26; i++) {
            keys.rotateKey("sync-list0");
        }

        assertThat(keys.listPropertiesOfKeys()).extracting(KeyProperties::getName).containsAll(names)
                .doesNotHaveDuplicates();
        assertThat(keys.listPropertiesOfKeys(Context.NONE)).hasSizeGreaterThanOrEqualTo(27);
        assertThat(keys.listPropertiesOfKeys().streamByPage().count()).isGreaterThan(1);
        assertThat(keys.listPropertiesOfKeyVersions("sync-list0")).extracting(KeyProperties::getVersion)
                .hasSize(27).doesNotHaveDuplicates();
        assertThat(keys.listPropertiesOfKeyVersions("sync-list1", Context.NONE)).hasSize(1);
    }

    @Test
    void rotatesOnDemandAndKeepsAPolicy() {
        String id = oct("sync-rotate").getId();
        assertThat(keys.rotateKey("sync-rotate").getId()).isNotEqualTo(id);
        assertThat(keys.rotateKeyWithResponse("sync-rotate", Context.NONE).getValue().getProperties()
                .getExpiresOn()).isNull();
        KeyRotationPolicy none = keys.getKeyRotationPolicy("sync-rotate");
        assertThat(none.getLifetimeActions()).extracting(KeyRotationLifetimeAction::getAction)
                .containsExactly(KeyRotationPolicyAction.NOTIFY);

        KeyRotationPolicy policy = new KeyRotationPolicy().setExpiresIn("P90D").setLifetimeActions(
                List.of(new KeyRotationLifetimeAction(KeyRotationPolicyAction.ROTATE)
                        .setTimeBeforeExpiry("P30D"),
                        new KeyRotationLifetimeAction(KeyRotationPolicyAction.NOTIFY)
                                .setTimeBeforeExpiry("P7D")));
        assertThat(keys.updateKeyRotationPolicy("sync-rotate", policy).getExpiresIn()).isEqualTo("P90D");
        assertThat(keys.updateKeyRotationPolicyWithResponse("sync-rotate", policy, Context.NONE).getValue()
                .getLifetimeActions()).hasSize(2);
        KeyRotationPolicy kept = keys.getKeyRotationPolicyWithResponse("sync-rotate", Context.NONE)
                .getValue();
        assertThat(kept.getId()).endsWith("/keys/sync-rotate/rotationpolicy");
        assertThat(kept.getLifetimeActions().getFirst().getTimeBeforeExpiry()).isEqualTo("P30D");
        assertThat(keys.rotateKey("sync-rotate").getProperties().getExpiresOn())
                .isAfter(OffsetDateTime.now(ZoneOffset.UTC).plusDays(89));
    }

    @Test
    void givesClientsForCryptography() {
        KeyVaultKey key = oct("sync-crypto");
        byte[] secret = new byte[32];
        byte[] wrapped = keys.getCryptographyClient("sync-crypto").wrapKey(KeyWrapAlgorithm.A256KW, secret)
                .getEncryptedKey();
        oct("sync-crypto");

        assertThat(keys.getCryptographyClient("sync-crypto", key.getProperties().getVersion())
                .unwrapKey(KeyWrapAlgorithm.A256KW, wrapped).getKey()).isEqualTo(secret);
        refused(() -> keys.getCryptographyClient("sync-crypto").unwrapKey(KeyWrapAlgorithm.A256KW, wrapped),
                400, "BadParameter");
        assertThat(keys.getVaultUrl()).isEqualTo(server.vaultUrl());
    }

    @Test
    void refusesWhatOnlyManagedHardwareModulesDo() {
        String version = oct("sync-hsm").getProperties().getVersion();

        refused(() -> keys.getRandomBytes(8), 400, "does not allow operation 'rng'");
        refused(() -> keys.getRandomBytesWithResponse(8, Context.NONE), 400, "'rng'");
        refused(() -> keys.getKeyAttestation("sync-hsm"), 400, "does not allow operation 'attestation'");
        refused(() -> keys.getKeyAttestationWithResponse("sync-hsm", version, Context.NONE), 400,
                "'attestation'");
        refused(() -> keys.releaseKey("sync-hsm", "target"), 403, "KeyOperationForbidden");
        refused(() -> keys.releaseKey("sync-hsm", version, "target"), 403, "KeyOperationForbidden");
        refused(() -> keys.releaseKeyWithResponse("sync-hsm", version, "target", new ReleaseKeyOptions(),
                Context.NONE), 403, "KeyOperationForbidden");
    }

    @ParameterizedTest
    @EnumSource(KeyServiceVersion.class)
    void servesEveryVersionOfTheService(KeyServiceVersion version) {
        KeyClient client = server.keys().serviceVersion(version).buildClient();
        String name = "sync-version-" + version.getVersion().replace('.', '-');

        assertThat(client.createKey(name, KeyType.EC).getId())
                .isEqualTo(client.getKey(name).getId());
        assertThat(client.updateKeyProperties(client.getKey(name).getProperties().setEnabled(false))
                .getProperties().isEnabled()).isFalse();
    }
}
