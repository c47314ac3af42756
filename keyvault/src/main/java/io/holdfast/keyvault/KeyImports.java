package io.holdfast.keyvault;

import io.holdfast.crypto.EcCurve;
import io.holdfast.crypto.EcPrivateKey;
import io.holdfast.crypto.EcPublicKey;
import io.holdfast.crypto.Ecdsa;
import io.holdfast.crypto.InvalidKeyException;
import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// Reads keys that were made elsewhere: JSON Web Keys with their private parts, RFC 7518 section 6.
///
/// @param random for the check that the halves of a key belong together
record KeyImports(SecureRandom random) {

    /// A key to be taken in. To be closed.
    record Import(KeyRequest request, ImportedKey key) implements AutoCloseable {

        @Override
        public void close() {
            key.close();
        }
    }

    /// The body of an import: `{"Hsm", "key": <JWK>, "attributes", "tags"}`.
    ///
    /// @throws VaultException.Invalid if the key is not one of the kinds on offer, or its parts do not
    /// fit each
    ///     other
    Import read(ObjectNode body) {
        ObjectNode jwk = Members.object(body, "key");
        KeyType named = KeyBodies.type(Members.requiredText(jwk, "kty"));
        Members.refuse(jwk, "key_hsm", "keys wrapped for a hardware module cannot be imported here");
        KeyType type = Members.flag(body, "Hsm").orElse(false) ? named.inHardware() : named;
        ImportedKey key = key(jwk, type);
        try {
            KeySpec spec = key.open().spec();
            if (!type.specs().contains(spec)) {
                throw Refusals.invalid("key", "keys of " + spec.sizeBits() + " bits are not offered");
            }
            return new Import(KeyBodies.request(body, type, spec, Members.texts(jwk, "key_ops")), key);
        } catch (RuntimeException e) {
            key.close();
            throw e;
        }
    }

    private ImportedKey key(ObjectNode jwk, KeyType type) {
        try {
            return switch (type) {
                case RSA, RSA_HSM -> rsa(jwk);
                case EC, EC_HSM -> ec(jwk);
                case OCT, OCT_HSM -> new ImportedKey.Oct(
                        SecretBytes.takeOwnership(Members.requiredBytes(jwk, "k")));
            };
        } catch (InvalidKeyException e) {
            throw Refusals.invalid("key", String.valueOf(e.getMessage()));
        }
    }

    private static ImportedKey rsa(ObjectNode jwk) {
        return cleared(jwk, List.of("n", "e", "d", "p", "q", "dp", "dq", "qi"),
                parts -> new ImportedKey.Rsa(RsaPrivateKey.of(new RsaPrivateKey.Components(parts.get(0),
                        parts.get(1), parts.get(2), parts.get(3), parts.get(4), parts.get(5), parts.get(6),
                        parts.get(7)))));
    }

    private ImportedKey ec(ObjectNode jwk) {
        String crv = Members.requiredText(jwk, "crv");
        EcCurve curve = EcCurve.named(crv)
                .orElseThrow(() -> Refusals.invalid("crv", "'" + crv + "' is not offered"));
        return cleared(jwk, List.of("x", "y", "d"), parts -> {
            EcPublicKey open = EcPublicKey.of(curve, parts.get(0), parts.get(1));
            EcPrivateKey key = EcPrivateKey.takeOwnership(open,
                    SecretBytes.takeOwnership(fixed(parts.get(2), curve.sizeBytes())));
            if (!Ecdsa.arePair(key, random)) {
                key.close();
                throw new InvalidKeyException("The private and the public part do not belong together");
            }
            return new ImportedKey.Ec(key);
        });
    }

    /// The number in `length` bytes; some clients add zeros in front, or leave them out.
    private static byte[] fixed(byte[] number, int length) {
        int zeros = 0;
        while (zeros < number.length && number[zeros] == 0) {
            zeros++;
        }
        int digits = number.length - zeros;
        if (digits > length) {
            throw new InvalidKeyException("The EC private key is out of range");
        }
        byte[] fixed = new byte[length];
        System.arraycopy(number, zeros, fixed, length - digits, digits);
        return fixed;
    }

    /// Lends the members to `use`, in the order named, and clears them.
    private static ImportedKey cleared(ObjectNode jwk, List<String> names,
            Function<List<byte[]>, ImportedKey> use) {
        List<byte[]> parts = new ArrayList<>();
        try {
            names.forEach(name -> parts.add(Members.requiredBytes(jwk, name)));
            return use.apply(parts);
        } finally {
            parts.forEach(part -> Arrays.fill(part, (byte) 0));
        }
    }
}
