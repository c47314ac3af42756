package io.holdfast.keyvault;

import io.holdfast.crypto.EcCurve;

/// What kind of key: all that a provider needs to know to make one.
sealed interface KeySpec {

    /// The size in bits, of the modulus, the curve or the key.
    int sizeBits();

    /// An RSA key with exponent 65537.
    record Rsa(int sizeBits) implements KeySpec {}

    /// A key on an elliptic curve.
    record Ec(EcCurve curve) implements KeySpec {

        @Override
        public int sizeBits() {
            return curve.sizeBits();
        }
    }

    /// A symmetric key.
    record Oct(int sizeBits) implements KeySpec {}
}
