package io.holdfast.keyvault;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The headers that every answer of the data plane carries.
final class VaultHeaders {

    /// As recent answers of the mirrored service say.
    private static final String SERVICE_VERSION = "1.9.2300.1";

    private VaultHeaders() {}

    static Map<String, String> of(ApiRequest request, Optional<Vault> vault) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "no-cache");
        headers.put("Pragma", "no-cache");
        headers.put("Expires", "-1");
        headers.put("Strict-Transport-Security", "max-age=31536000;includeSubDomains");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("x-ms-keyvault-service-version", SERVICE_VERSION);
        headers.put("x-ms-keyvault-network-info",
                "conn_type=Ipv4;addr=" + request.clientAddress() + ";act_addr_fam=InterNetwork;");
        headers.put("x-ms-request-id", request.requestId());
        vault.ifPresent(found -> headers.put("x-ms-keyvault-region", found.location()));
        if (request.headers().first("x-ms-return-client-request-id").filter("true"::equalsIgnoreCase)
                .isPresent()) {
            request.headers().first("x-ms-client-request-id")
                    .ifPresent(id -> headers.put("x-ms-client-request-id", id));
        }
        return headers;
    }

    static ApiError with(ApiError error, Map<String, String> headers) {
        return new ApiError(error.status(), error.code(), error.message(), error.inner(), error.target(),
                error.details(), headers, error.remedy());
    }
}
