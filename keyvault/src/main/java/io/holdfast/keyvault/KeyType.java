package io.holdfast.keyvault;

import io.holdfast.crypto.EcCurve;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The types of keys, by their `kty`. Those of a hardware security module need a premium vault.
enum KeyType {

    /// RSA with exponent 65537.
    RSA("RSA", Family.RSA, false),
    /// RSA, in hardware where there is some.
    RSA_HSM("RSA-HSM", Family.RSA, true),
    /// An elliptic curve.
    EC("EC", Family.EC, false),
    /// An elliptic curve, in hardware where there is some.
    EC_HSM("EC-HSM", Family.EC, true),
    /// A symmetric key.
    OCT("oct", Family.OCT, false),
    /// A symmetric key, in hardware where there is some.
    OCT_HSM("oct-HSM", Family.OCT, true);

    private final String kty;
    private final Family family;
    private final boolean hardware;

    KeyType(String kty, Family family, boolean hardware) {
        this.kty = kty;
        this.family = family;
        this.hardware = hardware;
    }

    /// What a type and its hardware form share.
    private enum Family {
        RSA, EC, OCT
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

    /// The same type in hardware.
    KeyType inHardware() {
        return switch (this) {
            case RSA, RSA_HSM -> RSA_HSM;
            case EC, EC_HSM -> EC_HSM;
            case OCT, OCT_HSM -> OCT_HSM;
        };
    }

    /// The kinds on offer, the default first.
    List<KeySpec> specs() {
        return switch (family) {
            case RSA -> List.of(new KeySpec.Rsa(2048), new KeySpec.Rsa(3072), new KeySpec.Rsa(4096));
            case EC -> Stream.of(EcCurve.values()).<KeySpec>map(KeySpec.Ec::new).toList();
            case OCT -> List.of(new KeySpec.Oct(256), new KeySpec.Oct(128), new KeySpec.Oct(192));
        };
    }

    List<String> defaultOperations() {
        return switch (family) {
            case RSA -> List.of("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey");
            case EC -> List.of("sign", "verify");
            case OCT -> List.of("encrypt", "decrypt", "wrapKey", "unwrapKey");
        };
    }

    /// What `key_ops` may name.
    boolean allowsOperation(String operation) {
        return switch (operation) {
            // Symmetric keys sign with HMAC, if they are made for it.
            case "sign", "verify", "import", "export" -> true;
            default -> defaultOperations().contains(operation);
        };
    }
}
