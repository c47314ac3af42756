package io.holdfast.keyvault;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Rotates keys, on demand and by their policies. Access is decided before. Thread-safe.
record KeyRotation(VaultStore store, Keys keys, Clock clock) {

    /// A key that has a policy.
    record Due(Vault vault, String keyName) {}

    /// Makes a new version like the latest, enabled, which begins now and expires as the policy says.
    KeyView rotate(String vaultName, String name) {
        KeyView latest = keys.get(vaultName, name, Optional.empty());
        Optional<Instant> expires = policy(vaultName, name)
                .flatMap(policy -> policy.expiryFrom(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        return keys.create(vaultName, name,
                new KeyRequest(latest.version().type(), latest.version().publicPart().spec(),
                        latest.version().operations(),
                        new KeyRequest.Times(true, Optional.empty(), expires), latest.version().tags()));
    }

    /// The policy of a key that is not deleted; empty if it never had one.
    ///
    /// @throws VaultException.Missing if there is no such key
    Optional<RotationPolicy> policy(String vaultName, String name) {
        return store.read(rows -> {
            Vault vault = Keys.vault(rows, vaultName);
            return rows.rotationPolicy(vault, Keys.key(rows, vault, name));
        });
    }

    /// A key's policy and the key as its id names it.
    record Set(KeyView key, RotationPolicy policy) {}

    Set setPolicy(String vaultName, String name, ObjectNode body) {
        return store.change(change -> {
            Vault vault = Keys.vault(change.rows(), vaultName);
            KeyView view = Keys.view(change.rows(), vault, name, Optional.empty());
            Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            Instant created = change.rows().rotationPolicy(vault, view.key()).map(RotationPolicy::created)
                    .orElse(now);
            RotationPolicy policy = RotationCodec.read(body, created, now);
            change.put(vault, view.key(), policy);
            return new Set(view, policy);
        });
    }

    /// The keys that their policies want rotated now.
    List<Due> due() {
        Instant now = clock.instant();
        return store.read(rows -> rows.vaults().stream().filter(vault -> vault.deletion().isEmpty())
                .flatMap(vault -> rows.keysWithPolicy(vault).stream()
                        .filter(name -> isDue(rows, vault, name, now)).map(name -> new Due(vault, name)))
                .toList());
    }

    private static boolean isDue(VaultRows rows, Vault vault, String name, Instant now) {
        Optional<StoredKey> key = rows.key(vault, name).filter(found -> found.deletion().isEmpty());
        return key.isPresent() && rows.rotationPolicy(vault, key.get()).filter(
                policy -> policy.isRotationDue(rows.current(vault, key.get()).attributes(), now)).isPresent();
    }
}
