package io.holdfast.keyvault;

import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.RsaPublicKey;
import io.holdfast.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// The kinds of keys that can be made.
enum KeyType {

    /// RSA with exponent 65537.
    RSA("RSA"),
    /// A symmetric key, for AES key wrap.
    OCT("oct");

    private final String kty;

    KeyType(String kty) {
        this.kty = kty;
    }

    /// A fresh key: what is public of it, and its secret part, which is the caller's to close.
    record Generated(KeyVersion.PublicPart publicPart, SecretBytes secret) {}

    /// Makes a key of one of [#sizesBits].
    Generated generate(int sizeBits, SecureRandom random) {
        return switch (this) {
            case RSA -> {
                try (RsaPrivateKey key = RsaPrivateKey.generate(sizeBits, random)) {
                    RsaPublicKey open = key.publicKey();
                    yield new Generated(
                            new KeyVersion.PublicPart.Rsa(this, sizeBits, open.modulus(), open.exponent()),
                            key.encoded());
                }
            }
            case OCT -> new Generated(new KeyVersion.PublicPart.Oct(this, sizeBits),
                    SecretBytes.random(random, sizeBits / Byte.SIZE));
        };
    }

    /// The type by its `kty`, case-insensitively.
    static Optional<KeyType> named(String kty) {
        for (KeyType type : values()) {
            if (type.kty.equalsIgnoreCase(kty)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    String kty() {
        return kty;
    }

    /// The sizes on offer, the default first.
    List<Integer> sizesBits() {
        return switch (this) {
            case RSA -> List.of(2048, 3072, 4096);
            case OCT -> List.of(256, 128, 192);
        };
    }

    List<String> defaultOperations() {
        return switch (this) {
            case RSA -> List.of("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey");
            case OCT -> List.of("encrypt", "decrypt", "wrapKey", "unwrapKey");
        };
    }

    /// What `key_ops` may name.
    boolean allowsOperation(String operation) {
        return defaultOperations().contains(operation) || operation.equals("import")
                || operation.equals("export");
    }
}
