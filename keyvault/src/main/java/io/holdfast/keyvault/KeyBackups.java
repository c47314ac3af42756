package io.holdfast.keyvault;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.UnsealException;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Backups of keys: blobs that only vaults of the same subscription under the same platform key open.
/// Access is
/// decided before. Thread-safe.
///
/// Blob: sealed bytes, additional data (`holdfast/key-backup/v1`), of JSON:
///
/// ```text
/// {"v":1, "subscription", "name", "current", "versions":[<version record>],
///  "rotationPolicy"?: <policy record>}
/// ```
/// In a version record of a blob, `material` is the provider's data sealed under the backup key with the
/// additional data (`holdfast/key-backup-material/v1`, version).
record KeyBackups(VaultStore store, KeyProviders providers, MaterialSeal seal, SealingKey backupKey) {

    /// As the mirrored service has it.
    private static final int MAX_VERSIONS = 500;
    private static final Aad BLOB = Aad.of("holdfast/key-backup/v1");

    /// All versions of a key, its attributes and its rotation policy.
    byte[] backup(String vaultName, String name) {
        return store.read(rows -> {
            Vault vault = Keys.vault(rows, vaultName);
            StoredKey key = Keys.key(rows, vault, name);
            List<KeyVersion> versions = rows.versions(vault, key);
            if (versions.size() > MAX_VERSIONS) {
                throw new VaultException.Invalid("The key has " + versions.size()
                        + " versions; a backup holds at most " + MAX_VERSIONS + ".");
            }
            ObjectNode json = Json.object().put("v", VaultCodec.VERSION)
                    .put("subscription", subscription(vault)).put("name", key.name())
                    .put("current", key.current());
            versions.forEach(version -> json.withArray("versions")
                    .add(portable(new KeyView(vault, key, version))));
            rows.rotationPolicy(vault, key).ifPresent(policy -> json.set("rotationPolicy",
                    Json.parseObject(RotationCodec.bytes(policy, key.name()))));
            return backupKey.seal(Json.bytes(json), BLOB);
        });
    }

    private ObjectNode portable(KeyView view) {
        KeyVersion version = view.version();
        if (!providers.of(version).backsUp()) {
            throw new VaultException.Invalid("A key held by '" + version.held().provider()
                    + "' cannot be backed up: it never leaves it.");
        }
        try (SecretBytes data = seal.providerKey(view).data().get()) {
            byte[] material = data.insecureUse(bytes -> backupKey.seal(bytes, material(version)));
            return Json.parseObject(KeyCodec.bytes(version.withMaterial(material)));
        }
    }

    /// Makes the key again with its versions as they were; the answer is the latest.
    ///
    /// @throws VaultException.Invalid if the blob is not a backup made here
    /// @throws VaultException.Conflict if the name is taken, by a key or a deleted one
    KeyView restore(String vaultName, byte[] blob) {
        ObjectNode json = open(blob);
        return store.change(change -> {
            Vault vault = Keys.vault(change.rows(), vaultName);
            String name = VaultCodec.text(json, "name");
            if (!subscription(vault).equalsIgnoreCase(VaultCodec.text(json, "subscription"))) {
                throw malformed("It was made in another subscription.");
            }
            Keys.notDeleted(change.rows(), vault, name);
            if (change.rows().key(vault, name).isPresent()) {
                throw Refusals.exists(name);
            }
            StoredKey key = new StoredKey(name, VaultCodec.text(json, "current"), Optional.empty());
            change.put(vault, key);
            List<KeyVersion> versions = new ArrayList<>();
            json.path("versions").forEach(item -> versions.add(restored(vault, key, item)));
            versions.forEach(version -> change.put(vault, key, version));
            if (json.path("rotationPolicy").isObject()) {
                change.put(vault, key, RotationCodec.policy(Json.bytes(json.path("rotationPolicy"))));
            }
            return Keys.view(change.rows(), vault, name, Optional.empty());
        });
    }

    private KeyVersion restored(Vault vault, StoredKey key, JsonNode item) {
        KeyVersion version = KeyCodec.version(Json.bytes(item));
        Keys.checkTier(vault, version.type());
        byte[] data = backupKey.open(version.held().material(), material(version));
        try (SecretBytes secret = SecretBytes.takeOwnership(data)) {
            return version.withMaterial(seal.seal(vault, key.name(), version.version(), secret));
        }
    }

    private ObjectNode open(byte[] blob) {
        try {
            return VaultCodec.versioned(backupKey.open(blob, BLOB));
        } catch (UnsealException e) {
            throw malformed("It was not made by this service, or was altered.");
        }
    }

    private static VaultException malformed(String why) {
        return new VaultException.Invalid("Malformed backup blob",
                "The backup cannot be restored to this vault. " + why);
    }

    private static Aad material(KeyVersion version) {
        return Aad.of("holdfast/key-backup-material/v1").with(version.version());
    }

    private static String subscription(Vault vault) {
        return vault.resourceId().split("/", -1)[2];
    }
}
