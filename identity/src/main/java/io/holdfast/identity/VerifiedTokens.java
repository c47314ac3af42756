package io.holdfast.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.holdfast.crypto.Digests;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Caller;
import io.holdfast.rest.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers which tokens of this installation were found valid, so that a client that calls often is not
/// checked from scratch each time. Thread-safe.
///
/// Tokens are remembered by their SHA-256, each until it expires, and only while no record changes: the
/// deletion of its principal, or a new signing key, has all tokens checked anew. Tokens of outside issuers
/// are not remembered.
final class VerifiedTokens implements TokenVerifier {

    /// More callers at once than a single machine serves.
    private static final int MAX_TOKENS = 1_000;

    private final TokenVerifier all;
    private final TokenService own;
    private final RecordSpace space;
    private final InstantSource clock;
    private final Map<String, Verified> known = new ConcurrentHashMap<>();

    VerifiedTokens(TokenVerifier all, TokenService own, RecordSpace space, InstantSource clock) {
        this.all = all;
        this.own = own;
        this.space = space;
        this.clock = clock;
    }

    /// @param changes of the records, when it was found valid
    private record Verified(Caller caller, long changes, Instant from, Instant until) {

        private boolean holds(long present, Instant now) {
            return changes == present && !now.isBefore(from) && now.isBefore(until);
        }
    }

    @Override
    public Caller verify(String token) {
        if (token.length() > TokenService.MAX_TOKEN_LENGTH) {
            return all.verify(token);
        }
        String id = HexFormat.of().formatHex(Digests.sha256(token.getBytes(StandardCharsets.UTF_8)));
        // Before the check: what changes meanwhile counts as a change after it.
        long changes = space.changes();
        Verified found = known.get(id);
        if (found != null && found.holds(changes, clock.instant())) {
            return found.caller();
        }
        known.remove(id);
        Caller caller = all.verify(token);
        if (caller.issuer().equals(own.issuer())) {
            remember(id, token, caller, changes);
        }
        return caller;
    }

    private void remember(String id, String token, Caller caller, long changes) {
        if (known.size() >= MAX_TOKENS) {
            known.clear();
        }
        try {
            JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
            known.put(id, new Verified(caller, changes,
                    claims.getNotBeforeTime().toInstant().minus(TokenService.CLOCK_SKEW),
                    claims.getExpirationTime().toInstant().plus(TokenService.CLOCK_SKEW)));
        } catch (ParseException e) {
            throw new IllegalStateException("A token that was verified cannot be read", e);
        }
    }

    @Override
    public List<String> resources(Caller caller) {
        return all.resources(caller);
    }
}
