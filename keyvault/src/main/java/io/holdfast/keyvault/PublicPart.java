package io.holdfast.keyvault;

import io.holdfast.crypto.EcCurve;
import io.holdfast.crypto.EcPublicKey;
import io.holdfast.crypto.RsaPublicKey;

/// What anybody may know of a key. Arrays are not changed by anybody.
sealed interface PublicPart {

    KeySpec spec();

    /// An RSA key, ready to be used.
    record Rsa(RsaPublicKey key) implements PublicPart {

        @Override
        public KeySpec spec() {
            return new KeySpec.Rsa(key.sizeBits());
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
