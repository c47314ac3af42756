package io.holdfast.keyvault;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rules on what a key may be made of.
final class KeyFields {

    private static final int MAX_TAGS = 15;
    private static final int MAX_TAG_CHARS = 256;

    private KeyFields() {}

    /// @throws VaultException.Invalid if an operation is unknown for the type, or named twice
    static void checkOperations(List<String> operations, KeyType type) {
        for (String operation : operations) {
            if (!type.allowsOperation(operation)) {
                throw Refusals.invalid("key_ops", "'" + operation + "' is no operation of keys of type "
                        + type.kty());
            }
        }
        if (new HashSet<>(operations).size() != operations.size()) {
            throw Refusals.invalid("key_ops", "an operation is named twice");
        }
    }

    /// @throws VaultException.Invalid if the key would expire before it begins
    static void checkTimes(Optional<Instant> notBefore, Optional<Instant> expires) {
        if (notBefore.isPresent() && expires.isPresent() && !expires.get().isAfter(notBefore.get())) {
            throw Refusals.invalid("attributes", "exp must be after nbf");
        }
    }

    /// @throws VaultException.Invalid if there are too many, or too long ones
    static void checkTags(Map<String, String> tags) {
        boolean tooLong = tags.entrySet().stream()
                .anyMatch(tag -> tag.getKey().length() > MAX_TAG_CHARS
                        || tag.getValue().length() > MAX_TAG_CHARS);
        if (tags.size() > MAX_TAGS || tooLong) {
            throw Refusals.invalid("tags",
                    "there may be at most " + MAX_TAGS + ", each name and value of at most "
                            + MAX_TAG_CHARS + " characters");
        }
    }

    /// @throws VaultException.Invalid if it is no name of a key
    static void checkName(String name) {
        if (!KeyId.isName(name)) {
            throw new VaultException.Invalid("The request URI contains an invalid name: " + name
                    + " (must be 1 to 127 letters, digits or hyphens)");
        }
    }
}
