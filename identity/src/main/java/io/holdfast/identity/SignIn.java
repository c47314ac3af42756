package io.holdfast.identity;

import io.holdfast.arm.Guids;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out whether a client is the application that it says it is. Thread-safe.
final class SignIn {

    private static final Logger LOGGER = LoggerFactory.getLogger(SignIn.class);

    private final Identity identity;
    private final SignInLimiter limiter;
    private final ClientAssertions assertions;

    SignIn(Identity identity, SignInLimiter limiter, InstantSource clock) {
        this.identity = identity;
        this.limiter = limiter;
        this.assertions = new ClientAssertions(identity.certificates(), clock);
    }

    /// The application that proved itself.
    ///
    /// @param audiences what an assertion may be for
    /// @throws ApiException 400, 401 or 429 with the OAuth error that the mirrored service gives
    Principal require(TokenRequest asked, ApiRequest request, Set<String> audiences) {
        String address = request.clientAddress();
        limiter.requireFewFailures(address, asked.clientId());
        Optional<Principal> principal = Optional.of(asked.clientId()).filter(Guids::isGuid)
                .flatMap(identity.principals()::findByAppId)
                .filter(found -> found.type() == PrincipalType.APPLICATION);
        try {
            Principal known = principal.orElseThrow(() -> unknown(asked.clientId()));
            requireProof(known, asked.proof(), new ClientAssertions.Received(audiences, address));
            limiter.succeeded(address, asked.clientId());
            return known;
        } catch (ApiException e) {
            limiter.failed(address, asked.clientId());
            LOGGER.atWarn().addKeyValue("requestId", request.requestId())
                    .addKeyValue("knownClient", principal.isPresent()).addKeyValue("address", address)
                    .log("A sign-in was refused");
            throw e;
        }
    }

    private void requireProof(Principal known, ClientProof proof, ClientAssertions.Received received) {
        switch (proof) {
            case ClientProof.Secret(String value) -> {
                if (!identity.principals().hasSecret(known, value)) {
                    throw new ApiException(401, "invalid_client",
                            "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in"
                                    + " the request is the client secret value, for a secret added to app '"
                                    + known.appId() + "'.");
                }
            }
            case ClientProof.Assertion(String jwt) -> assertions.require(known, jwt, received);
        }
    }

    private ApiException unknown(String clientId) {
        return new ApiException(400, "unauthorized_client",
                "AADSTS700016: Application with identifier '" + clientId
                        + "' was not found in the directory '" + identity.tenant().tenantId()
                        + "', or it is an identity that does not sign in.");
    }
}
