package io.holdfast.keyvault;

import io.holdfast.crypto.RsaOaep;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The algorithms of the operations, as values: which there are, and which keys they are for.
///
/// @param id as in `alg`, such as `RSA-OAEP-256`
/// @param scheme what it does
record KeyAlgorithm(String id, Scheme scheme) {

    private static final Set<CryptoOperation> WRAPPING = Set.of(CryptoOperation.WRAP, CryptoOperation.UNWRAP);
    private static final Set<CryptoOperation> ENCRYPTION = Set.of(CryptoOperation.ENCRYPT,
            CryptoOperation.DECRYPT, CryptoOperation.WRAP, CryptoOperation.UNWRAP);

    /// All that are on offer.
    static final List<KeyAlgorithm> ALL = List.of(
            new KeyAlgorithm("RSA-OAEP", new Oaep(RsaOaep.SHA1)),
            new KeyAlgorithm("RSA-OAEP-256", new Oaep(RsaOaep.SHA256)),
            new KeyAlgorithm("A128KW", new KeyWrap(128)),
            new KeyAlgorithm("A192KW", new KeyWrap(192)),
            new KeyAlgorithm("A256KW", new KeyWrap(256)));

    private static final Map<String, KeyAlgorithm> BY_ID = ALL.stream()
            .collect(Collectors.toUnmodifiableMap(KeyAlgorithm::id, Function.identity()));

    /// The algorithm by its id, case-sensitively as the mirrored service does.
    static Optional<KeyAlgorithm> named(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /// Whether keys of this kind can be used with it.
    boolean fits(KeySpec key) {
        return scheme.fits(key);
    }

    /// Whether it is an algorithm of this operation.
    boolean serves(CryptoOperation operation) {
        return scheme.operations().contains(operation);
    }

    /// What an algorithm does, for one kind of key.
    sealed interface Scheme {

        boolean fits(KeySpec key);

        Set<CryptoOperation> operations();
    }

    /// RSAES-OAEP.
    record Oaep(RsaOaep padding) implements Scheme {

        @Override
        public boolean fits(KeySpec key) {
            return key instanceof KeySpec.Rsa;
        }

        @Override
        public Set<CryptoOperation> operations() {
            return ENCRYPTION;
        }
    }

    /// AES key wrap, RFC 3394.
    record KeyWrap(int sizeBits) implements Scheme {

        @Override
        public boolean fits(KeySpec key) {
            return key instanceof KeySpec.Oct && key.sizeBits() == sizeBits;
        }

        @Override
        public Set<CryptoOperation> operations() {
            return WRAPPING;
        }
    }
}
