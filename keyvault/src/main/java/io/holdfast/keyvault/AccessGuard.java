package io.holdfast.keyvault;

import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;
import java.util.Optional;

/// Decides who may do what with the keys of a vault: by its access policies, or by role assignments.
/// Thread-safe.
record AccessGuard(Authorizer roles) {

    /// Lets the call pass, or refuses it.
    ///
    /// @param keyName the key it is about; empty for the vault
    /// @throws VaultException.Denied if the caller may not
    void check(Vault vault, Caller caller, KeyPermission permission, Optional<String> keyName) {
        if (vault.properties().rbac()) {
            checkRoles(vault, caller, permission, keyName);
        } else {
            checkPolicies(vault, caller, permission);
        }
    }

    private static void checkPolicies(Vault vault, Caller caller, KeyPermission permission) {
        boolean granted = vault.properties().accessPolicies().stream()
                .anyMatch(policy -> policy.tenantId().equalsIgnoreCase(caller.tenantId())
                        && policy.grants(permission, caller.objectId(), caller.appId()));
        if (!granted) {
            throw new VaultException.Denied("ForbiddenByPolicy", "The user, group or application '"
                    + callerText(caller) + "' does not have keys " + permission.policyName()
                    + " permission on key vault '" + vault.label()
                    + "'. For help resolving this issue, please see"
                    + " https://go.microsoft.com/fwlink/?linkid=2125287");
        }
    }

    private void checkRoles(Vault vault, Caller caller, KeyPermission permission, Optional<String> keyName) {
        String scope = vault.resourceId() + keyName.map(name -> "/keys/" + name).orElse("");
        if (!roles.permits(caller, permission.dataAction(), scope)) {
            throw new VaultException.Denied("ForbiddenByRbac",
                    "Caller is not authorized to perform action on resource.\n"
                            + "If role assignments, deny assignments or role definitions were changed "
                            + "recently,"
                            + " please observe propagation time.\nCaller: " + callerText(caller)
                            + "\nAction: '"
                            + permission.dataAction() + "'\nResource: '" + scope
                            + "'\nAssignment: (not found)\nDenyAssignmentId: null\nDecisionReason: "
                            + "null\nVault: "
                            + vault.label());
        }
    }

    private static String callerText(Caller caller) {
        return "appid=" + caller.appId() + ";oid=" + caller.objectId() + ";numgroups=0;iss="
                + caller.issuer();
    }
}
