package io.holdfast.keyvault;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One version of a key as stored: its public part, its attributes and what its provider holds.
///
/// @param version 32 hexadecimal digits
/// @param operations the values of `key_ops`
record KeyVersion(String version, KeyType type, PublicPart publicPart, List<String> operations,
        Attributes attributes, Map<String, String> tags, Held held) {

    /// Copies what could change.
    KeyVersion {
        operations = List.copyOf(operations);
        tags = Map.copyOf(tags);
    }

    /// When and whether it may be used; times in whole seconds.
    record Attributes(boolean enabled, Optional<Instant> notBefore, Optional<Instant> expires,
            Instant created,
            Instant updated) {}

    /// Where its private or secret part is.
    ///
    /// @param provider the name of the [KeyProvider]
    /// @param material what [MaterialSeal] made of the provider's data; nobody changes the array
    record Held(String provider, byte[] material) {

        /// As attributes say it: 0 for none.
        String hsmPlatform() {
            return provider.equals(SoftwareKeys.NAME) ? "0" : "1";
        }
    }

    KeyVersion withMaterial(byte[] material) {
        return new KeyVersion(version, type, publicPart, operations, attributes, tags,
                new Held(held.provider(), material));
    }

    KeyVersion with(List<String> newOperations, Attributes changed, Map<String, String> newTags) {
        return new KeyVersion(version, type, publicPart, newOperations, changed, newTags, held);
    }
}
