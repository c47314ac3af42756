package io.holdfast.keyvault;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One version of a key as stored: its public part, its attributes and its sealed secret part.
///
/// @param version 32 hexadecimal digits
/// @param operations the values of `key_ops`
/// @param material what [MaterialSeal] made of the private or secret part
record KeyVersion(String version, PublicPart publicPart, List<String> operations, Attributes attributes,
        Map<String, String> tags, byte[] material) {

    /// Copies what could change, but for the array, which nobody changes.
    KeyVersion {
        operations = List.copyOf(operations);
        tags = Map.copyOf(tags);
    }

    /// When and whether it may be used; times in whole seconds.
    record Attributes(boolean enabled, Optional<Instant> notBefore, Optional<Instant> expires,
            Instant created,
            Instant updated) {}

    /// What anybody may know of the key.
    sealed interface PublicPart {

        KeyType type();

        int sizeBits();

        /// An RSA key: modulus and exponent, unsigned big endian.
        record Rsa(KeyType type, int sizeBits, byte[] modulus, byte[] exponent) implements PublicPart {}

        /// A symmetric key, of which only the size is public.
        record Oct(KeyType type, int sizeBits) implements PublicPart {}
    }

    KeyVersion with(List<String> newOperations, Attributes changed, Map<String, String> newTags) {
        return new KeyVersion(version, publicPart, newOperations, changed, newTags, material);
    }
}
