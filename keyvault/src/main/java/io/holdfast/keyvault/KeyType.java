package io.holdfast.keyvault;

import java.util.List;
import java.util.Optional;

/// The types of keys, by their `kty`. Those of a hardware security module need a premium vault.
enum KeyType {

    /// RSA with exponent 65537.
    RSA("RSA", false),
    /// A symmetric key.
    OCT("oct", false);

    private final String kty;
    private final boolean hardware;

    KeyType(String kty, boolean hardware) {
        this.kty = kty;
        this.hardware = hardware;
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

    /// Whether it asks for a hardware security module, if there is one.
    boolean hardware() {
        return hardware;
    }

    /// The kinds on offer, the default first.
    List<KeySpec> specs() {
        return switch (this) {
            case RSA -> List.of(new KeySpec.Rsa(2048), new KeySpec.Rsa(3072), new KeySpec.Rsa(4096));
            case OCT -> List.of(new KeySpec.Oct(256), new KeySpec.Oct(128), new KeySpec.Oct(192));
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
