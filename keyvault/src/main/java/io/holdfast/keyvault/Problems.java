package io.holdfast.keyvault;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;

/// Failures as the APIs answer them and as the audit tells of them.
final class Problems {

    private Problems() {}

    static ApiError error(VaultException failure) {
        ApiError error = ApiError.of(failure.status(), failure.code(), failure.text());
        return failure.innerCode().map(inner -> error.withInner(inner, failure.text())).orElse(error);
    }

    static AuditEvent.Result result(RuntimeException failure) {
        return switch (failure) {
            case VaultException vault -> new AuditEvent.Result(vault.status(), vault.text());
            case ApiException api -> new AuditEvent.Result(api.error().status(), api.error().message());
            default -> new AuditEvent.Result(500, "The call failed on the vault's side.");
        };
    }
}
