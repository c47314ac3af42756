package io.holdfast.keyvault;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A key, or a new version of one, to be made.
record KeyRequest(KeyType type, KeySpec spec, List<String> operations, Times times,
        Map<String, String> tags) {

    /// Copies what could change.
    KeyRequest {
        operations = List.copyOf(operations);
        tags = Map.copyOf(tags);
    }

    /// The attributes that a caller sets.
    record Times(boolean enabled, Optional<Instant> notBefore, Optional<Instant> expires) {}

    /// What to change of a version; what is empty stays.
    record Update(Optional<List<String>> operations, Optional<Boolean> enabled, Optional<Instant> notBefore,
            Optional<Instant> expires, Optional<Map<String, String>> tags) {

        KeyVersion applied(KeyVersion version, Instant now) {
            KeyVersion.Attributes before = version.attributes();
            KeyVersion.Attributes after = new KeyVersion.Attributes(enabled.orElse(before.enabled()),
                    notBefore.or(before::notBefore), expires.or(before::expires), before.created(), now);
            return version.with(operations.orElse(version.operations()), after, tags.orElse(version.tags()));
        }
    }
}
