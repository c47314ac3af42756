package io.holdfast.identity;

import com.nimbusds.jwt.SignedJWT;
import io.holdfast.rest.Caller;
import io.holdfast.rest.TokenVerifier;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Verifies the tokens of this installation and those of the outside issuers that it trusts. Thread-safe.
///
/// @param outside by the claim `iss`
record AllTokens(TokenService own, Map<String, OutsideTokens> outside) implements TokenVerifier {

    /// Copies the issuers.
    AllTokens {
        outside = Map.copyOf(outside);
    }

    @Override
    public Caller verify(String token) {
        if (outside.isEmpty() || token.length() > TokenService.MAX_TOKEN_LENGTH) {
            return own.verify(token);
        }
        Optional<SignedJWT> parsed = parsed(token);
        // Whose claim this is, is not known yet: it only says under whose keys to verify.
        Optional<OutsideTokens> issuer = parsed.flatMap(AllTokens::claimedIssuer)
                .flatMap(name -> Optional.ofNullable(outside.get(name)));
        return issuer.isPresent() ? issuer.get().verify(parsed.orElseThrow()) : own.verify(token);
    }

    private static Optional<SignedJWT> parsed(String token) {
        try {
            return Optional.of(SignedJWT.parse(token));
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> claimedIssuer(SignedJWT token) {
        try {
            return Optional.ofNullable(token.getJWTClaimsSet().getIssuer());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> resources(Caller caller) {
        OutsideTokens issuer = outside.get(caller.issuer());
        return issuer == null ? own.resources(caller) : issuer.resources(caller);
    }
}
