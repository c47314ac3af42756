package io.holdfast.server.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of a vault: the rules of Key Vault, as `cmk-behaviour` V1 to V5 and O4 to O6 have them.
final class VaultModel {

    /// How a vault was made.
    ///
    /// @param rbac whether roles decide, not access policies
    record Kind(String name, boolean rbac, boolean purgeProtection, int retentionDays) {}

    /// A version of a key, by a number of ours that is never used again.
    static final class Version {

        final int id;
        boolean enabled;
        boolean expired;

        Version(int id, boolean enabled) {
            this.id = id;
            this.enabled = enabled;
        }
    }

    /// A key that there is, or was and can be recovered.
    static final class Key {

        final List<Version> versions = new ArrayList<>();
        @Nullable
        Instant purgeAt;

        boolean isThere() {
            return !versions.isEmpty() && purgeAt == null;
        }

        boolean isDeleted() {
            return purgeAt != null;
        }

        void purge() {
            versions.clear();
            purgeAt = null;
        }

        Optional<Version> version(int id) {
            return versions.stream().filter(version -> version.id == id).findFirst();
        }
    }

    final Kind kind;
    final Set<String> policies = new HashSet<>();
    final Set<String> roles = new HashSet<>();
    final Key[] keys = {new Key(), new Key()};
    boolean exists;
    @Nullable
    Instant purgeAt;

    VaultModel(Kind kind) {
        this.kind = kind;
    }

    boolean isThere() {
        return exists && purgeAt == null;
    }

    boolean isDeleted() {
        return exists && purgeAt != null;
    }

    Instant purgeTime(Instant now) {
        return now.plus(Duration.ofDays(kind.retentionDays()));
    }

    void purge() {
        exists = false;
        purgeAt = null;
        policies.clear();
        for (Key key : keys) {
            key.purge();
        }
    }

    /// What the vault does by itself as time passes.
    void housekeeping(Instant now) {
        if (purgeAt != null && !now.isBefore(purgeAt)) {
            purge();
        }
        for (Key key : keys) {
            if (key.purgeAt != null && !now.isBefore(key.purgeAt)) {
                key.purge();
            }
        }
    }

    private boolean permits(String principal) {
        return (kind.rbac() ? roles : policies).contains(principal);
    }

    /// The code with which an unwrap by a version is denied; empty if it is done.
    Optional<String> unwrapDenial(int key, int version, String principal) {
        if (!isThere()) {
            return Optional.of("VaultNotFound");
        }
        if (!permits(principal)) {
            return Optional.of(kind.rbac() ? "ForbiddenByRbac" : "ForbiddenByPolicy");
        }
        Optional<Version> found = keys[key].isThere() ? keys[key].version(version) : Optional.empty();
        if (found.isEmpty()) {
            return Optional.of("KeyNotFound");
        }
        return found.get().enabled ? Optional.empty() : Optional.of("KeyDisabled");
    }

    /// Why a version, or the newest, cannot be set on a cluster: status and code; empty if it can.
    Optional<String> refusal(int key, Optional<Integer> version, String principal) {
        Optional<Version> meant = meant(key, version);
        if (!isThere() || !permits(principal) || meant.isEmpty()) {
            return Optional.of("400 KeyAccessDenied");
        }
        if (!meant.get().enabled) {
            return Optional.of("400 KeyDisabled");
        }
        if (!kind.purgeProtection()) {
            return Optional.of("400 KeyNotRecoverable");
        }
        return meant.get().expired ? Optional.of("400 KeyNotUsableForWrapping") : Optional.empty();
    }

    /// The version that is meant.
    Optional<Version> meant(int key, Optional<Integer> version) {
        if (!keys[key].isThere()) {
            return Optional.empty();
        }
        return version.isPresent()
                ? keys[key].version(version.get())
                : Optional.of(keys[key].versions.getLast());
    }
}
