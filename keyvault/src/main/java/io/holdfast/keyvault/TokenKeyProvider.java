package io.holdfast.keyvault;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.TokenEcKey;
import io.holdfast.crypto.TokenException;
import io.holdfast.crypto.TokenKeys;
import io.holdfast.crypto.TokenRsaKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/// Keys in a PKCS #11 token: RSA and NIST curves. Private keys never leave it.
///
/// Data: the label of the key in the token, UTF-8. What needs the public half only is done in software.
///
/// @param token stays the caller's
/// @param random makes labels and salts
record TokenKeyProvider(TokenKeys token, SoftwareKeys software, SecureRandom random) implements KeyProvider {

    private static final String NAME = "pkcs11";
    private static final String PREFIX = "holdfast-";
    private static final int LABEL_BYTES = 16;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean makes(KeySpec spec) {
        return switch (spec) {
            case KeySpec.Rsa rsa -> token.makesRsa(rsa.sizeBits());
            case KeySpec.Ec ec -> token.makesEc(ec.curve());
            case KeySpec.Oct _ -> false;
        };
    }

    @Override
    public boolean does(KeyAlgorithm algorithm, CryptoOperation operation) {
        return algorithm.serves(operation);
    }

    @Override
    public Made generate(KeySpec spec) {
        String label = freshLabel();
        return answered(() -> switch (spec) {
            case KeySpec.Rsa rsa -> made(label, token.generateRsa(label, rsa.sizeBits()));
            case KeySpec.Ec ec -> made(label, token.generateEc(label, ec.curve()));
            case KeySpec.Oct _ -> throw symmetric();
        });
    }

    @Override
    public Made take(ImportedKey key) {
        String label = freshLabel();
        return answered(() -> switch (key) {
            case ImportedKey.Rsa rsa -> made(label, token.importRsa(label, rsa.key()));
            case ImportedKey.Ec ec -> made(label, token.importEc(label, ec.key()));
            case ImportedKey.Oct _ -> throw symmetric();
        });
    }

    @Override
    public CryptoOutput perform(ProviderKey key, CryptoCommand command) {
        return switch (command.operation()) {
            case ENCRYPT, WRAP, VERIFY -> software.perform(key, command);
            case DECRYPT, UNWRAP, SIGN -> answered(() -> CryptoOutput.Bytes.of(privately(key, command)));
        };
    }

    private byte[] privately(ProviderKey key, CryptoCommand command) {
        byte[] value = command.input().value();
        return switch (command.algorithm().scheme()) {
            case KeyAlgorithm.Oaep oaep -> rsa(key).decrypt(oaep.padding(), value);
            case KeyAlgorithm.Pkcs1Encryption _ -> rsa(key).decryptPkcs1(value);
            case KeyAlgorithm.Pkcs1Signature rs -> rsa(key).signPkcs1(rs.hash(), value);
            case KeyAlgorithm.BareSignature _ -> rsa(key).signBare(value);
            case KeyAlgorithm.PssSignature ps -> rsa(key).signPss(ps.hash(), value, random);
            case KeyAlgorithm.EcSignature ec -> token.ec(label(key), ec.curve()).sign(value);
            case KeyAlgorithm.Encryption _ -> throw symmetric();
            case KeyAlgorithm.Mac _ -> throw symmetric();
        };
    }

    private static IllegalStateException symmetric() {
        return new IllegalStateException("There are no symmetric keys here");
    }

    private TokenRsaKey rsa(ProviderKey key) {
        return token.rsa(label(key));
    }

    private static String label(ProviderKey key) {
        try (SecretBytes data = key.data().get()) {
            return data.insecureUse(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private String freshLabel() {
        byte[] bytes = new byte[LABEL_BYTES];
        random.nextBytes(bytes);
        return PREFIX + HexFormat.of().formatHex(bytes);
    }

    private static Made made(String label, TokenRsaKey key) {
        return new Made(new PublicPart.Rsa(key.publicKey()), data(label));
    }

    private static Made made(String label, TokenEcKey key) {
        return new Made(PublicPart.Ec.of(key.publicKey()), data(label));
    }

    private static SecretBytes data(String label) {
        return SecretBytes.takeOwnership(label.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (TokenException e) {
            throw new VaultException.Unavailable("The token that holds this key does not answer.", e);
        }
    }

    /// Nothing of a key is kept here.
    @Override
    public void forget(VaultChange change) {}

    @Override
    public void destroy(ProviderKey key) {
        answered(() -> {
            token.destroy(label(key));
            return true;
        });
    }

    @Override
    public boolean backsUp() {
        return false;
    }
}
