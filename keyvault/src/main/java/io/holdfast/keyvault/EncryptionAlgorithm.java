package io.holdfast.keyvault;

import io.holdfast.crypto.AesKeyWrap;
import io.holdfast.crypto.RsaOaep;
import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.RsaPublicKey;
import io.holdfast.crypto.SecretBytes;
import java.util.List;
import java.util.Optional;

/// The algorithms of encrypt, decrypt, wrapKey and unwrapKey, as values.
///
/// @param id of RFC 7518 section 4.1
/// @param scheme what it does
record EncryptionAlgorithm(String id, Scheme scheme) {

    /// All that are on offer.
    static final List<EncryptionAlgorithm> ALL = List.of(
            new EncryptionAlgorithm("RSA-OAEP", new Oaep(RsaOaep.SHA1)),
            new EncryptionAlgorithm("RSA-OAEP-256", new Oaep(RsaOaep.SHA256)),
            new EncryptionAlgorithm("A128KW", new KeyWrap(128)),
            new EncryptionAlgorithm("A192KW", new KeyWrap(192)),
            new EncryptionAlgorithm("A256KW", new KeyWrap(256)));

    /// The algorithm by its id, case-sensitively as the mirrored service does.
    static Optional<EncryptionAlgorithm> named(String id) {
        return ALL.stream().filter(algorithm -> algorithm.id.equals(id)).findFirst();
    }

    /// Whether keys of this kind can be used with it.
    boolean fits(KeyVersion.PublicPart key) {
        return scheme.fits(key);
    }

    /// Whether it can be used to encrypt and decrypt too, and not only to wrap keys.
    boolean encrypts() {
        return scheme instanceof Oaep;
    }

    /// Encrypts or wraps.
    ///
    /// @throws IllegalArgumentException if the plaintext has a length that does not fit
    byte[] seal(KeyVersion.PublicPart key, SecretOpener secret, byte[] plaintext) {
        return scheme.seal(key, secret, plaintext);
    }

    /// Decrypts or unwraps.
    ///
    /// @throws io.holdfast.crypto.UnwrapException if the bytes were not sealed with this algorithm under this
    ///     key
    byte[] open(SecretOpener secret, byte[] sealed) {
        return scheme.open(secret, sealed);
    }

    /// Opens the secret part of the key; what it answers is the caller's to close.
    @FunctionalInterface
    interface SecretOpener {

        SecretBytes open();
    }

    /// What an algorithm does, for one kind of key.
    sealed interface Scheme {

        boolean fits(KeyVersion.PublicPart key);

        byte[] seal(KeyVersion.PublicPart key, SecretOpener secret, byte[] plaintext);

        byte[] open(SecretOpener secret, byte[] sealed);
    }

    record Oaep(RsaOaep padding) implements Scheme {

        @Override
        public boolean fits(KeyVersion.PublicPart key) {
            return key instanceof KeyVersion.PublicPart.Rsa;
        }

        @Override
        public byte[] seal(KeyVersion.PublicPart key, SecretOpener secret, byte[] plaintext) {
            if (key instanceof KeyVersion.PublicPart.Rsa rsa) {
                return padding.encrypt(RsaPublicKey.of(rsa.modulus(), rsa.exponent()), plaintext);
            }
            throw new IllegalStateException("The algorithm does not fit the key: " + key.type());
        }

        @Override
        public byte[] open(SecretOpener secret, byte[] sealed) {
            try (RsaPrivateKey key = RsaPrivateKey.takeOwnership(secret.open())) {
                return padding.decrypt(key, sealed);
            }
        }
    }

    record KeyWrap(int sizeBits) implements Scheme {

        @Override
        public boolean fits(KeyVersion.PublicPart key) {
            return key instanceof KeyVersion.PublicPart.Oct && key.sizeBits() == sizeBits;
        }

        @Override
        public byte[] seal(KeyVersion.PublicPart key, SecretOpener secret, byte[] plaintext) {
            try (SecretBytes kek = secret.open()) {
                return AesKeyWrap.wrap(kek, plaintext);
            }
        }

        @Override
        public byte[] open(SecretOpener secret, byte[] sealed) {
            try (SecretBytes kek = secret.open()) {
                return AesKeyWrap.unwrap(kek, sealed);
            }
        }
    }
}
