package io.holdfast.keyvault;

import io.holdfast.crypto.EcCurve;
import io.holdfast.crypto.EcPublicKey;
import io.holdfast.crypto.RsaPublicKey;

/// What anybody may know of a key. Arrays are not changed by anybody.
sealed interface PublicPart {

    KeySpec spec();

    /// An RSA key: modulus and exponent, unsigned big endian without leading zero.
    record Rsa(int sizeBits, byte[] modulus, byte[] exponent) implements PublicPart {

        static Rsa of(RsaPublicKey key) {
            return new Rsa(key.sizeBits(), key.modulus(), key.exponent());
        }

        @Override
        public KeySpec spec() {
            return new KeySpec.Rsa(sizeBits);
        }
    }

    /// A point on a curve, both coordinates unsigned big endian, as long as the field.
    record Ec(EcCurve curve, byte[] x, byte[] y) implements PublicPart {

        static Ec of(EcPublicKey key) {
            return new Ec(key.curve(), key.x(), key.y());
        }

        @Override
        public KeySpec spec() {
            return new KeySpec.Ec(curve);
        }
    }

    /// A symmetric key, of which only the size is public.
    record Oct(int sizeBits) implements PublicPart {

        @Override
        public KeySpec spec() {
            return new KeySpec.Oct(sizeBits);
        }
    }
}
