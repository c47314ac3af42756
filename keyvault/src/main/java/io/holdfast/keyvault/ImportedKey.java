package io.holdfast.keyvault;

import io.holdfast.crypto.EcPrivateKey;
import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.SecretBytes;

/// A key that was made elsewhere, checked, with its private or secret part. To be closed.
sealed interface ImportedKey extends AutoCloseable {

    PublicPart open();

    @Override
    void close();

    /// An RSA key with its primes.
    record Rsa(RsaPrivateKey key) implements ImportedKey {

        @Override
        public PublicPart open() {
            return new PublicPart.Rsa(key.publicKey());
        }

        @Override
        public void close() {
            key.close();
        }
    }

    /// A key on an elliptic curve.
    record Ec(EcPrivateKey key) implements ImportedKey {

        @Override
        public PublicPart open() {
            return PublicPart.Ec.of(key.publicKey());
        }

        @Override
        public void close() {
            key.close();
        }
    }

    /// A symmetric key.
    record Oct(SecretBytes key) implements ImportedKey {

        @Override
        public PublicPart open() {
            return new PublicPart.Oct(key.length() * Byte.SIZE);
        }

        @Override
        public void close() {
            key.close();
        }
    }
}
