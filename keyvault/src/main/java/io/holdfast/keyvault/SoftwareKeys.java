package io.holdfast.keyvault;

import io.holdfast.crypto.AesKeyWrap;
import io.holdfast.crypto.AesModes;
import io.holdfast.crypto.EcPrivateKey;
import io.holdfast.crypto.EcPublicKey;
import io.holdfast.crypto.Ecdsa;
import io.holdfast.crypto.Hmac;
import io.holdfast.crypto.RsaPkcs1;
import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.RsaPss;
import io.holdfast.crypto.RsaPublicKey;
import io.holdfast.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.function.Function;

/// Keys in software: the data is the private or secret part itself, in memory only while it is used.
///
/// Data: for RSA the PKCS#8 encoding, for EC the scalar as long as the field, for a symmetric key its bytes.
///
/// @param random makes keys, salts and initialization vectors
record SoftwareKeys(SecureRandom random) implements KeyProvider {

    static final String NAME = "software";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean makes(KeySpec spec) {
        return true;
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
                    yield new Made(new PublicPart.Rsa(key.publicKey()), key.encoded());
                }
            }
            case KeySpec.Ec ec -> {
                try (EcPrivateKey key = EcPrivateKey.generate(ec.curve(), random)) {
                    yield new Made(PublicPart.Ec.of(key.publicKey()), key.scalar());
                }
            }
            case KeySpec.Oct oct -> new Made(new PublicPart.Oct(oct.sizeBits()),
                    SecretBytes.random(random, oct.sizeBits() / Byte.SIZE));
        };
    }

    @Override
    public Made take(ImportedKey key) {
        return switch (key) {
            case ImportedKey.Rsa rsa -> new Made(rsa.open(), rsa.key().encoded());
            case ImportedKey.Ec ec -> new Made(ec.open(), ec.key().scalar());
            case ImportedKey.Oct oct -> new Made(oct.open(), oct.key().copy());
        };
    }

    @Override
    public CryptoOutput perform(ProviderKey key, CryptoCommand command) {
        CryptoCommand.Input input = command.input();
        return switch (command.algorithm().scheme()) {
            case KeyAlgorithm.Encryption scheme when command.operation().needsValidKey() ->
                sealed(key, scheme, input);
            case KeyAlgorithm.Encryption scheme -> CryptoOutput.Bytes.of(opened(key, scheme, input));
            case KeyAlgorithm.Signing scheme when command.operation() == CryptoOperation.VERIFY ->
                new CryptoOutput.Verdict(verified(key, scheme, input.digest(), input.value()));
            case KeyAlgorithm.Signing scheme -> CryptoOutput.Bytes.of(signed(key, scheme, input.value()));
        };
    }

    private CryptoOutput sealed(ProviderKey key, KeyAlgorithm.Encryption scheme, CryptoCommand.Input input) {
        byte[] value = input.value();
        return switch (scheme) {
            case KeyAlgorithm.Oaep oaep -> CryptoOutput.Bytes.of(oaep.padding().encrypt(openRsa(key), value));
            case KeyAlgorithm.Pkcs1Encryption _ ->
                CryptoOutput.Bytes.of(RsaPkcs1.encrypt(openRsa(key), value));
            case KeyAlgorithm.KeyWrap _ ->
                CryptoOutput.Bytes.of(withSecret(key, kek -> AesKeyWrap.PLAIN.wrap(kek, value)));
            case KeyAlgorithm.AnyKeyWrap wrap ->
                CryptoOutput.Bytes.of(withSecret(key, kek -> wrap.mode().wrap(kek, value)));
            case KeyAlgorithm.Gcm _ -> encrypted(
                    withSecret(key, secret -> AesModes.gcmEncrypt(secret, value, input.aad(), random)),
                    input.aad());
            case KeyAlgorithm.Cbc cbc -> encrypted(withSecret(key,
                    secret -> AesModes.cbcEncrypt(secret, value, input.iv(), cbc.padded(), random)),
                    input.aad());
        };
    }

    private static CryptoOutput encrypted(AesModes.Encrypted made, byte[] aad) {
        return new CryptoOutput.Bytes(made.ciphertext(), made.iv(), made.tag(), aad.clone());
    }

    private static byte[] opened(ProviderKey key, KeyAlgorithm.Encryption scheme,
            CryptoCommand.Input input) {
        byte[] value = input.value();
        return switch (scheme) {
            case KeyAlgorithm.Oaep oaep -> withRsa(key, secret -> oaep.padding().decrypt(secret, value));
            case KeyAlgorithm.Pkcs1Encryption _ -> withRsa(key, secret -> RsaPkcs1.decrypt(secret, value));
            case KeyAlgorithm.KeyWrap _ -> withSecret(key, kek -> AesKeyWrap.PLAIN.unwrap(kek, value));
            case KeyAlgorithm.AnyKeyWrap wrap -> withSecret(key, kek -> wrap.mode().unwrap(kek, value));
            case KeyAlgorithm.Gcm _ -> withSecret(key, secret -> AesModes.gcmDecrypt(secret,
                    new AesModes.Encrypted(input.iv(), value, input.tag()), input.aad()));
            case KeyAlgorithm.Cbc cbc -> withSecret(key,
                    secret -> AesModes.cbcDecrypt(secret, value, input.iv(), cbc.padded()));
        };
    }

    private byte[] signed(ProviderKey key, KeyAlgorithm.Signing scheme, byte[] value) {
        return switch (scheme) {
            case KeyAlgorithm.Pkcs1Signature rs ->
                withRsa(key, secret -> RsaPkcs1.sign(secret, rs.hash(), value));
            case KeyAlgorithm.BareSignature _ -> withRsa(key, secret -> RsaPkcs1.signBare(secret, value));
            case KeyAlgorithm.PssSignature ps ->
                withRsa(key, secret -> RsaPss.sign(secret, ps.hash(), value, random));
            case KeyAlgorithm.EcSignature _ -> {
                try (EcPrivateKey secret = EcPrivateKey.takeOwnership(openEc(key), key.data().get())) {
                    yield Ecdsa.sign(secret, value, random);
                }
            }
            case KeyAlgorithm.Mac mac -> withSecret(key, secret -> Hmac.mac(secret, mac.hash(), value));
        };
    }

    private static boolean verified(ProviderKey key, KeyAlgorithm.Signing scheme, byte[] digest,
            byte[] signature) {
        return switch (scheme) {
            case KeyAlgorithm.Pkcs1Signature rs ->
                RsaPkcs1.verify(openRsa(key), rs.hash(), digest, signature);
            case KeyAlgorithm.BareSignature _ -> RsaPkcs1.verifyBare(openRsa(key), digest, signature);
            case KeyAlgorithm.PssSignature ps -> RsaPss.verify(openRsa(key), ps.hash(), digest, signature);
            case KeyAlgorithm.EcSignature _ -> Ecdsa.verify(openEc(key), digest, signature);
            case KeyAlgorithm.Mac mac ->
                withSecret(key, secret -> Hmac.verify(secret, mac.hash(), digest, signature));
        };
    }

    private static RsaPublicKey openRsa(ProviderKey key) {
        if (key.open() instanceof PublicPart.Rsa rsa) {
            return rsa.key();
        }
        throw new IllegalStateException("Not an RSA key: " + key.open().spec());
    }

    private static EcPublicKey openEc(ProviderKey key) {
        if (key.open() instanceof PublicPart.Ec ec) {
            return EcPublicKey.of(ec.curve(), ec.x(), ec.y());
        }
        throw new IllegalStateException("Not an EC key: " + key.open().spec());
    }

    private static <T> T withRsa(ProviderKey key, Function<RsaPrivateKey, T> use) {
        try (RsaPrivateKey secret = RsaPrivateKey.takeOwnership(key.data().get())) {
            return use.apply(secret);
        }
    }

    private static <T> T withSecret(ProviderKey key, Function<SecretBytes, T> use) {
        try (SecretBytes secret = key.data().get()) {
            return use.apply(secret);
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
