package io.holdfast.identity;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.List;
import java.util.Set;

/// An outside OpenID Connect issuer whose access tokens are accepted, as configured.
///
/// @param issuer the exact value of the claim `iss`
/// @param audiences one of them must be in the claim `aud`
/// @param resources what its tokens may be used for, as tokens of this installation name it; empty if the audience
///     itself says so
/// @param algorithms of signatures
/// @param principals the first rule that matches counts; without one the token is refused
record TrustedIssuer(String issuer, Set<String> audiences, List<String> resources,
        Set<JWSAlgorithm> algorithms,
        List<ClaimRule> principals) {

    /// What may be configured.
    static final Set<JWSAlgorithm> SUPPORTED = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /// Copies the collections and checks that nothing is missing.
    TrustedIssuer {
        audiences = Set.copyOf(audiences);
        resources = List.copyOf(resources);
        algorithms = Set.copyOf(algorithms);
        principals = List.copyOf(principals);
        if (issuer.isBlank() || audiences.isEmpty() || principals.isEmpty()) {
            throw new IllegalArgumentException(
                    "An issuer needs its name, an audience and a rule that maps a claim to a principal");
        }
        if (algorithms.isEmpty() || !SUPPORTED.containsAll(algorithms)) {
            throw new IllegalArgumentException("The algorithms of " + issuer + " must be among " + SUPPORTED);
        }
    }
}
