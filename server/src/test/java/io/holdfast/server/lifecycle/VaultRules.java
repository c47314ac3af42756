package io.holdfast.server.lifecycle;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What vaults and keys answer.
record VaultRules(Model model) {

    private static final String NO_DELETED_VAULT = "404 DeletedVaultNotFound";
    private static final String NO_VAULT = "404 VaultNotFound";
    private static final String NO_KEY = "404 KeyNotFound";

    Optional<String> vault(Step.OnVault step) {
        return switch (step) {
            case Step.PutVault put -> Optional.of(put(model.vaults[put.vault()]));
            case Step.DeleteVault delete -> Optional.of(delete(model.vaults[delete.vault()]));
            case Step.RecoverVault recover -> Optional.of(recover(model.vaults[recover.vault()]));
            case Step.PurgeVault purge -> Optional.of(purge(model.vaults[purge.vault()]));
            case Step.GivePolicy give -> policy(give.vault(), give.who(), Set::add);
            case Step.TakePolicy take -> policy(take.vault(), take.who(), Set::remove);
            // Assignments are on a name; whether there is something of that name is not asked.
            case Step.GiveRole give -> model.principal(give.who())
                    .map(who -> model.vaults[give.vault()].roles.add(who) ? "201" : "200");
            case Step.TakeRole take -> model.principal(take.who())
                    .map(who -> model.vaults[take.vault()].roles.remove(who) ? "200" : "204");
        };
    }

    private static String put(VaultModel vault) {
        if (vault.isDeleted()) {
            return "409 ConflictError";
        }
        vault.policies.clear();
        boolean existed = vault.exists;
        vault.exists = true;
        return existed ? "200" : "201";
    }

    private String delete(VaultModel vault) {
        if (!vault.isThere()) {
            return "204";
        }
        vault.purgeAt = vault.purgeTime(model.now);
        vault.roles.clear();
        return "200";
    }

    private static String recover(VaultModel vault) {
        if (!vault.isDeleted()) {
            return NO_DELETED_VAULT;
        }
        vault.purgeAt = null;
        return "200";
    }

    private static String purge(VaultModel vault) {
        if (!vault.isDeleted()) {
            return NO_DELETED_VAULT;
        }
        if (vault.kind.purgeProtection()) {
            return "405 MethodNotAllowed";
        }
        vault.purge();
        return "200";
    }

    private Optional<String> policy(int number, Step.Who who, BiConsumer<Set<String>, String> change) {
        VaultModel vault = model.vaults[number];
        return model.principal(who).map(principal -> {
            if (!vault.isThere()) {
                return "404 ResourceNotFound";
            }
            change.accept(vault.policies, principal);
            return "200";
        });
    }

    String key(Step.OnKey step) {
        return switch (step) {
            case Step.NewVersion made -> newVersion(made);
            case Step.Enable enable -> onVersion(enable.key(), enable.version(),
                    version -> version.enabled = enable.enabled());
            case Step.Expire expire -> onVersion(expire.key(), expire.version(),
                    version -> version.expired = expire.expired());
            case Step.DeleteKey delete -> onKey(delete.key(), key -> {
                key.purgeAt = model.vaults[delete.key().vault()].purgeTime(model.now);
                return "200";
            });
            case Step.RecoverKey recover -> onDeletedKey(recover.key(), (_, key) -> {
                key.purgeAt = null;
                return "200";
            });
            case Step.PurgeKey purge -> onDeletedKey(purge.key(), (vault, key) -> {
                if (vault.kind.purgeProtection()) {
                    return "403 Forbidden";
                }
                key.purge();
                return "204";
            });
        };
    }

    private String newVersion(Step.NewVersion made) {
        VaultModel vault = model.vaults[made.key().vault()];
        VaultModel.Key key = vault.keys[made.key().key()];
        if (!vault.isThere()) {
            return NO_VAULT;
        }
        if (key.isDeleted()) {
            return "409 Conflict";
        }
        key.versions.add(new VaultModel.Version(model.freshVersion(), made.enabled()));
        return "200";
    }

    private interface Change {
        void of(VaultModel.Version version);
    }

    private interface OnKey {
        String of(VaultModel.Key key);
    }

    private interface OnDeleted {
        String of(VaultModel vault, VaultModel.Key key);
    }

    private String onVersion(Step.KeyAt at, int version, Change change) {
        return onKey(at, key -> {
            change.of(key.versions.get(version % key.versions.size()));
            return "200";
        });
    }

    private String onKey(Step.KeyAt at, OnKey work) {
        VaultModel vault = model.vaults[at.vault()];
        VaultModel.Key key = vault.keys[at.key()];
        @Nullable
        String refused = !vault.isThere() ? NO_VAULT : !key.isThere() ? NO_KEY : null;
        return refused == null ? work.of(key) : refused;
    }

    private String onDeletedKey(Step.KeyAt at, OnDeleted work) {
        VaultModel vault = model.vaults[at.vault()];
        VaultModel.Key key = vault.keys[at.key()];
        @Nullable
        String refused = !vault.isThere() ? NO_VAULT : !key.isDeleted() ? NO_KEY : null;
        return refused == null ? work.of(vault, key) : refused;
    }
}
