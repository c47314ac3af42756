package io.holdfast.keyvault;

import java.time.Instant;
import java.util.Optional;

/// A key: the name that its versions share.
///
/// @param name as it was created; names do not differ by case
/// @param current its latest version
/// @param deletion present while it is deleted and can be recovered
record StoredKey(String name, String current, Optional<Vault.Deletion> deletion) {

    StoredKey withCurrent(String version) {
        return new StoredKey(name, version, deletion);
    }

    StoredKey withDeletion(Optional<Vault.Deletion> changed) {
        return new StoredKey(name, current, changed);
    }

    static Vault.Deletion deletedAt(Instant now, Vault vault) {
        return new Vault.Deletion(now,
                now.plusSeconds(vault.properties().retentionDays() * 86_400L));
    }
}
