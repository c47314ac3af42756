package io.holdfast.identity;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says which principal a token of an outside issuer speaks for: the one named here, if a claim has a value.
///
/// @param claim its name, or a path with dots into objects, such as `realm_access.roles`
/// @param value the whole text of the claim, or of one element where the claim is an array
/// @param principal the application id or object id of an application or a workload's identity
record ClaimRule(String claim, String value, String principal) {

    /// Checks that all parts are there.
    ClaimRule {
        if (claim.isBlank() || value.isBlank() || principal.isBlank()) {
            throw new IllegalArgumentException("A rule needs a claim, its value and a principal");
        }
    }

    boolean matches(Map<String, Object> claims) {
        return holds(claims.get(claim)) || holds(nested(claims));
    }

    private @Nullable Object nested(Map<String, Object> claims) {
        @Nullable
        Object found = claims;
        for (String name : List.of(claim.split("\\."))) {
            found = found instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return found;
    }

    private boolean holds(@Nullable Object found) {
        return found instanceof Collection<?> all ? all.contains(value) : value.equals(found);
    }
}
