package io.holdfast.keyring;

/// What a vault says about one version of a key.
///
/// @param id its canonical, versioned id
/// @param type `RSA`, `RSA-HSM`, `oct`, ... as the vault calls it
/// @param bits the key's size
/// @param enabled whether it may be used at all
/// @param wraps whether it may wrap now: within its validity and with the operation allowed
/// @param recoverable whether its vault keeps deleted keys and protects them from purging
public record VaultKey(VaultKeyId id, String type, int bits, boolean enabled, boolean wraps,
        boolean recoverable) {

    /// The algorithm that wraps an AEK under a key of this type; empty text if the type wraps nothing.
    ///
    /// RSA-OAEP-256 (RFC 8017 section 7.1, SHA-256 for the label and for MGF1) or AES key wrap (RFC 3394).
    public String wrapAlgorithm() {
        if (type.startsWith("RSA")) {
            return "RSA-OAEP-256";
        }
        return type.startsWith("oct") ? "A" + bits + "KW" : "";
    }
}
