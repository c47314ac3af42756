package io.holdfast.keyvault;

import io.holdfast.rest.Caller;
import java.util.Optional;
import java.util.function.Function;

/// One principal's calls to the built-in vault from inside the process, decided as over HTTPS. Thread-safe.
///
/// Every method throws the [VaultException] that the REST API would answer: `Missing` for no such vault, key
/// or version, `Denied` where the principal may not or the key's state forbids it, `Invalid` for what cannot
/// be done at all, `Unavailable` where nothing is known.
public final class VaultPrincipal {

    /// What the audit tells of the calling program.
    private static final String CLIENT_INFO = "holdfast (in-process)";

    private final VaultService service;
    private final Caller caller;

    VaultPrincipal(VaultService service, String objectId) {
        this.service = service;
        this.caller = new Caller(service.settings().tenantId(), objectId, "",
                service.addresses().audience(),
                "https://sts.windows.net/" + service.settings().tenantId() + "/");
    }

    /// What may be known of a key, which needs the permission `get`.
    ///
    /// @param id without version for the latest
    public KeyProperties key(KeyId id) {
        return audited(id, KeyPermission.GET, "KeyGet",
                scope -> service.keys().get(vaultName(id), id.name(), id.version())
                        .properties(service.addresses()));
    }

    /// Wraps a key, which needs the permission `wrapKey`.
    ///
    /// @param id without version for the latest
    /// @param algorithm such as `RSA-OAEP-256`
    /// @param plaintext stays the caller's, to be cleared
    public Wrapped wrapKey(KeyId id, String algorithm, byte[] plaintext) {
        KeyCrypto.Result result = run(id, CryptoOperation.WRAP, algorithm, plaintext);
        return new Wrapped(result.key().id(service.addresses()), algorithm, bytes(result));
    }

    /// Unwraps a key, which needs the permission `unwrapKey`. The answer is the caller's to clear.
    ///
    /// @param id with the version that wrapped it
    public byte[] unwrapKey(KeyId id, String algorithm, byte[] wrapped) {
        return bytes(run(id, CryptoOperation.UNWRAP, algorithm, wrapped));
    }

    /// Whether [#wrapKey] and [#unwrapKey] would be let through: throws what they would, calls neither, and
    /// leaves nothing in the audit log.
    public void requireWrapping(KeyId id) {
        Vault vault = service.store().read(rows -> Keys.vault(rows, vaultName(id)));
        Firewall.checkInside(vault);
        service.guard().check(vault, caller, KeyPermission.WRAP_KEY, Optional.of(id.name()));
        service.guard().check(vault, caller, KeyPermission.UNWRAP_KEY, Optional.of(id.name()));
    }

    private static byte[] bytes(KeyCrypto.Result result) {
        if (result.output() instanceof CryptoOutput.Bytes bytes) {
            return bytes.value();
        }
        throw new IllegalStateException("Wrapping and unwrapping answer bytes");
    }

    private KeyCrypto.Result run(KeyId id, CryptoOperation operation, String algorithm, byte[] input) {
        return audited(id, operation.permission(), operation.auditName(), scope -> {
            scope.algorithm(algorithm);
            KeyCrypto.Result result = service.crypto().run(new KeyCrypto.Request(operation,
                    new KeyCrypto.Named(vaultName(id), id.name(), id.version()), algorithm,
                    CryptoCommand.Input.of(input)));
            scope.key(service.addresses().uri(result.key().id(service.addresses())));
            return result;
        });
    }

    private <T> T audited(KeyId id, KeyPermission permission, String operationName,
            Function<AuditTrail.Scope, T> call) {
        String uri = service.addresses().uri(id);
        AuditTrail.Origin origin = new AuditTrail.Origin(
                new AuditEvent.Client("", CLIENT_INFO, caller.objectId(), ""), service.freshId(), uri, "");
        return service.audit().audited(origin, operationName, scope -> {
            scope.key(uri);
            Vault vault = service.store().read(rows -> Keys.vault(rows, vaultName(id)));
            scope.vault(vault);
            Firewall.checkInside(vault);
            service.guard().check(vault, caller, permission, Optional.of(id.name()));
            return call.apply(scope);
        }, answer -> 200);
    }

    private String vaultName(KeyId id) {
        return service.addresses().builtInVault(id)
                .orElseThrow(() -> Refusals.vaultNotFound(id.host()));
    }
}
