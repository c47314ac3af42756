package io.holdfast.identity;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Json;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Tokens of the identities of workloads beside the product, as the managed identity endpoints answer them.
///
/// Only principals of the type [PrincipalType#WORKLOAD_IDENTITY] are ever answered: no request can name the identity of
/// a cluster, the Azure Cosmos DB principal or an application.
///
/// @param audiences what tokens are issued for
record WorkloadTokens(Identity identity, Audiences audiences, InstantSource clock) {

    /// The workload's identity of an application id.
    Optional<Principal> find(String appId) {
        return identity.principals().findByAppId(appId)
                .filter(found -> found.type() == PrincipalType.WORKLOAD_IDENTITY);
    }

    /// Whether the request names this identity, or none in particular.
    ///
    /// @throws ApiException 400 if it names a resource id, which these identities do not have
    static boolean means(ApiRequest request, Principal identity) {
        if (Stream.of("mi_res_id", "msi_res_id").anyMatch(name -> request.query(name).isPresent())) {
            throw new ApiException(400, "invalid_request",
                    "Identities of workloads have no resource id; name one by client_id or object_id.");
        }
        boolean sameClient = request.query("client_id").stream().allMatch(identity.appId()::equalsIgnoreCase);
        return sameClient && Stream.of("object_id", "principal_id")
                .flatMap(name -> request.query(name).stream())
                .allMatch(identity.objectId()::equalsIgnoreCase);
    }

    /// The answer of both endpoints; the IMDS form has some members more.
    ///
    /// @throws ApiException 400 if the resource is missing or unknown
    ApiResponse answer(ApiRequest request, Principal principal, boolean imds) {
        if (principal.type() != PrincipalType.WORKLOAD_IDENTITY) {
            throw new IllegalArgumentException("Not the identity of a workload: " + principal.objectId());
        }
        String resource = request.query("resource").filter(text -> !text.isBlank())
                .orElseThrow(() -> new ApiException(400, "invalid_request",
                        "The query parameter 'resource' is missing."));
        if (!audiences.isKnown(resource)) {
            throw audiences.unknown(resource, identity.tenant());
        }
        long now = clock.instant().getEpochSecond();
        long seconds = identity.tokens().lifetime().toSeconds();
        ObjectNode json = Json.object()
                .put("access_token", identity.tokens().issue(principal, resource, TokenService.Proved.BY_KEY))
                .put("expires_on", String.valueOf(now + seconds)).put("resource", resource)
                .put("token_type", "Bearer").put("client_id", principal.appId());
        if (imds) {
            json.put("expires_in", String.valueOf(seconds)).put("ext_expires_in", String.valueOf(seconds))
                    .put("not_before", String.valueOf(now));
        }
        return ApiResponse.json(200, json).with("Cache-Control", "no-store").with("Pragma", "no-cache");
    }
}
