package io.holdfast.loganalytics;

import io.holdfast.keyring.KeyDarkException;
import io.holdfast.keyring.KeyRejectedException;
import io.holdfast.keyring.KeyRevokedException;
import io.holdfast.keyring.KeyUnreachableException;
import io.holdfast.keyring.UnknownStorageResourceException;
import io.holdfast.rest.ApiError;
import java.util.Optional;

/// What the keyring's refusals mean to callers, whichever API they use.
public final class KeyErrors {

    private KeyErrors() {}

    /// 403 `CustomerManagedKeyRevoked`, 503 `CustomerManagedKeyUnreachable` with Retry-After, both with the
    /// key id, the
    /// principal and the vault's answer in the inner error; 400 for a key that cannot be set; empty for
    /// other failures.
    public static Optional<ApiError> translate(RuntimeException failure) {
        return switch (failure) {
            case KeyRevokedException e -> Optional.of(dark(e, 403));
            case KeyUnreachableException e -> Optional.of(dark(e, 503).withHeader("Retry-After",
                    Long.toString(Math.max(1, e.retryAfter().toSeconds()))));
            case KeyRejectedException e -> Optional.of(rejected(e));
            case UnknownStorageResourceException e -> Optional.of(ApiError.of(409, "Conflict",
                    "The cluster is being created or deleted: wait until its provisioning state is "
                            + "Succeeded."));
            default -> Optional.empty();
        };
    }

    private static ApiError dark(KeyDarkException e, int status) {
        return ApiError.of(status, e.code(), Failures.message(e)).withInner(
                e.darkness().answer().innerCode().orElse(e.darkness().answer().code()),
                e.darkness().detail());
    }

    private static ApiError rejected(KeyRejectedException e) {
        ApiError error = ApiError.of(400, e.code(), Failures.message(e) + ". " + remedy(e.reason()))
                .withTarget(KeySetting.PROPERTY);
        return e.answer()
                .map(answer -> error.withInner(answer.innerCode().orElse(answer.code()), answer.message()))
                .orElse(error);
    }

    /// The call that fixes it.
    private static String remedy(KeyRejectedException.Reason reason) {
        return switch (reason) {
            case NO_ACCESS -> "Give the principal the key permissions get, wrapKey and unwrapKey with PUT "
                    + "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults/{vault}"
                    + "/accessPolicies/add, then update the cluster again.";
            case UNREACHABLE ->
                "Check properties.keyVaultProperties.keyVaultUri and that the vault answers there.";
            case DISABLED ->
                "Enable it with PATCH {vault}/keys/{name}/{version} and {\"attributes\":{\"enabled\":true}}.";
            case NOT_WRAPPING -> "Change it with PATCH {vault}/keys/{name}/{version}, or make a new version.";
            case NOT_RECOVERABLE -> "PATCH the vault with properties.enableSoftDelete and "
                    + "properties.enablePurgeProtection true.";
            case UNSUITABLE_TYPE -> "Make one with POST {vault}/keys/{name}/create and {\"kty\":\"RSA\"}.";
            case ROUND_TRIP_FAILED -> "Use another vault: this one does not keep keys.";
            case DIFFERENT_KEY -> "Rotate instead: make a new version of the key in use and set that.";
            case CONCURRENT_CHANGE -> "GET the cluster and send the update again.";
        };
    }
}
