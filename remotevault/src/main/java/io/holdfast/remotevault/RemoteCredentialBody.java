package io.holdfast.remotevault;

import io.holdfast.remotevault.RemoteCredential.Certificate;
import io.holdfast.remotevault.RemoteCredential.FederatedToken;
import io.holdfast.remotevault.RemoteCredential.Proof;
import io.holdfast.remotevault.RemoteCredential.Secret;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// A credential as the operator sends it: `authority`, `tenantId`, `clientId`, and one of `clientSecret`,
/// `certificatePem` and `federatedTokenFile`.
final class RemoteCredentialBody {

    private RemoteCredentialBody() {}

    /// @throws ApiException 400 if a member is missing or malformed; its value is not quoted
    static RemoteCredential parse(ObjectNode properties) {
        try {
            return new RemoteCredential(URI.create(required(properties, "authority")),
                    required(properties, "tenantId"), required(properties, "clientId"), proof(properties));
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, "InvalidVaultCredential", String.valueOf(e.getMessage()));
        }
    }

    private static Proof proof(ObjectNode properties) {
        List<Proof> given = Stream.of(
                Json.text(properties, "clientSecret").map(Secret::new),
                Json.text(properties, "certificatePem").map(Certificate::new),
                Json.text(properties, "federatedTokenFile")
                        .map(file -> new FederatedToken(Path.of(file))))
                .<Proof>flatMap(proof -> proof.stream()).toList();
        if (given.size() != 1) {
            throw new IllegalArgumentException(
                    "Exactly one of clientSecret, certificatePem and federatedTokenFile must be given");
        }
        return given.getFirst();
    }

    private static String required(ObjectNode properties, String member) {
        return Json.text(properties, member).filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("properties." + member + " is missing"));
    }
}
