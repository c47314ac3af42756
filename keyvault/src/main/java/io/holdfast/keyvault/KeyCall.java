package io.holdfast.keyvault;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.Call;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A call to the data plane that passed its access rule.
///
/// @param scope for the audit
record KeyCall(Call call, Vault vault, AuditTrail.Scope scope) {

    String vaultName() {
        return vault.name();
    }

    /// The name in the path.
    ///
    /// @throws VaultException.Invalid if it is no name of a key
    String keyName() {
        String name = call.variable("name");
        KeyFields.checkName(name);
        return name;
    }

    /// The version in the path; empty for the latest.
    ///
    /// @throws VaultException.Missing if it is no version
    Optional<String> version() {
        String version = call.variables().getOrDefault("version", "");
        if (!version.isEmpty() && !KeyId.isVersion(version)) {
            throw Refusals.keyNotFound(keyName() + "/" + version);
        }
        return version.isEmpty() ? Optional.empty() : Optional.of(version);
    }

    /// @throws VaultException.Invalid if the body is no JSON object
    ObjectNode body() {
        try {
            return call.request().jsonObject();
        } catch (ApiException e) {
            if (e.error().status() == 400) {
                throw new VaultException.Invalid(e.error().message());
            }
            throw e;
        }
    }
}
