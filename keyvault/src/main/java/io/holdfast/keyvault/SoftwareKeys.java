package io.holdfast.keyvault;

import io.holdfast.crypto.AesKeyWrap;
import io.holdfast.crypto.RsaOaep;
import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.RsaPublicKey;
import io.holdfast.crypto.SecretBytes;
import java.security.SecureRandom;

/// Keys in software: the data is the private or secret part itself, in memory only while it is used.
///
/// Data: for RSA the PKCS#8 encoding, for a symmetric key its bytes.
///
/// @param random makes keys
record SoftwareKeys(SecureRandom random) implements KeyProvider {

    static final String NAME = "software";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean makes(KeySpec spec) {
        return switch (spec) {
            case KeySpec.Rsa _,KeySpec.Oct _ -> true;
            case KeySpec.Ec _ -> false;
        };
    }

    @Override
    public boolean does(KeyAlgorithm algorithm, CryptoOperation operation) {
        return algorithm.serves(operation);
    }

    @Override
    public Made generate(KeySpec spec) {
        return switch (spec) {
            case KeySpec.Rsa rsa -> {
                try (RsaPrivateKey key = RsaPrivateKey.generate(rsa.sizeBits(), random)) {
                    yield new Made(PublicPart.Rsa.of(key.publicKey()), key.encoded());
                }
            }
            case KeySpec.Oct oct -> new Made(new PublicPart.Oct(oct.sizeBits()),
                    SecretBytes.random(random, oct.sizeBits() / Byte.SIZE));
            case KeySpec.Ec ec -> throw new IllegalArgumentException("Not made in software: " + ec);
        };
    }

    @Override
    public Made take(ImportedKey key) {
        return switch (key) {
            case ImportedKey.Rsa rsa -> new Made(rsa.open(), rsa.key().encoded());
            case ImportedKey.Oct oct -> new Made(oct.open(), oct.key().copy());
        };
    }

    @Override
    public CryptoOutput perform(ProviderKey key, CryptoCommand command) {
        byte[] value = command.input().value();
        boolean seals = command.operation().seals();
        return CryptoOutput.Bytes.of(switch (command.algorithm().scheme()) {
            case KeyAlgorithm.Oaep oaep ->
                seals ? oaep.padding().encrypt(open(key), value) : decrypted(key, oaep.padding(), value);
            case KeyAlgorithm.KeyWrap _ -> keyWrapped(key, seals, value);
        });
    }

    private static RsaPublicKey open(ProviderKey key) {
        if (key.open() instanceof PublicPart.Rsa rsa) {
            return RsaPublicKey.of(rsa.modulus(), rsa.exponent());
        }
        throw new IllegalStateException("The algorithm does not fit the key: " + key.open().spec());
    }

    private static byte[] decrypted(ProviderKey key, RsaOaep padding, byte[] ciphertext) {
        try (RsaPrivateKey secret = RsaPrivateKey.takeOwnership(key.data().get())) {
            return padding.decrypt(secret, ciphertext);
        }
    }

    private static byte[] keyWrapped(ProviderKey key, boolean seals, byte[] value) {
        try (SecretBytes kek = key.data().get()) {
            return seals ? AesKeyWrap.wrap(kek, value) : AesKeyWrap.unwrap(kek, value);
        }
    }

    /// Nothing is kept.
    @Override
    public void forget(VaultChange change) {}

    /// Nothing is held outside of the records.
    @Override
    public void destroy(ProviderKey key) {}

    @Override
    public boolean backsUp() {
        return true;
    }
}
