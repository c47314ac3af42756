package io.holdfast.keyvault;

/// The refusals that several operations share, worded as the mirrored service does where clients show its
/// words.
final class Refusals {

    private Refusals() {}

    static VaultException vaultNotFound(String name) {
        return new VaultException.Missing("VaultNotFound", "There is no vault '" + name + "' here.");
    }

    static VaultException keyNotFound(String name) {
        return new VaultException.Missing("KeyNotFound", "A key with (name/id) " + name
                + " was not found in this key vault. If you recently deleted this key you may be able "
                + "to recover it"
                + " using the correct recovery command. For help resolving this issue, please see"
                + " https://go.microsoft.com/fwlink/?linkid=2125182");
    }

    static VaultException deletedKeyNotFound(String name) {
        return new VaultException.Missing("KeyNotFound", "Deleted Key not found: " + name);
    }

    static VaultException deletedButRecoverable(String name) {
        return new VaultException.Conflict(409, "Conflict", "ObjectIsDeletedButRecoverable", "Key " + name
                + " is currently in a deleted but recoverable state, and its name cannot be reused; in "
                + "this state,"
                + " the key can only be recovered or purged.");
    }

    static VaultException exists(String name) {
        return new VaultException.Conflict(409, "Conflict", "", "A key with the name " + name
                + " already exists in this vault; a backup is restored to a free name only.");
    }

    /// An operation that vaults do not have, and managed hardware modules do.
    static VaultException noSuchOperation(String method, String operation) {
        return new VaultException.Invalid("Method " + method + " does not allow operation '" + operation
                + "': it is one of managed hardware security modules.");
    }

    static VaultException purgeProtected(Vault vault) {
        return new VaultException.Denied("", "Operation \"purge\" is not allowed on this key while purge"
                + " protection is enabled: the service purges it when its retention period ends. Vault: "
                + vault.label());
    }

    static VaultException invalid(String property, String why) {
        return new VaultException.Invalid("Property " + property + " has an invalid value: " + why);
    }
}
