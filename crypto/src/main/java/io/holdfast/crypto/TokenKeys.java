package io.holdfast.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// The keys of one PKCS #11 token, made there and never leaving it, each under a label.
///
/// Reached through the JDK's own provider. That finds a private key by a certificate beside it only, so each
/// key gets one, signed by itself, which nobody else needs. Keys are made sensitive and not extractable.
/// Thread-safe.
public final class TokenKeys implements AutoCloseable {

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
    private static final String RAW_RSA = "RSA/ECB/NoPadding";
    private static final String ATTRIBUTES = """
            attributes(%s,CKO_PRIVATE_KEY,*) = {
              CKA_TOKEN = true
              CKA_PRIVATE = true
              CKA_SENSITIVE = true
              CKA_EXTRACTABLE = false
              CKA_DECRYPT = true
              CKA_SIGN = true
            }
            """;

    private final Provider provider;
    private final KeyStore store;

    private TokenKeys(Provider provider, KeyStore store) {
        this.provider = provider;
        this.store = store;
    }

    /// Opens a token and signs in as its user; stays signed in until the process ends.
    ///
    /// @param library the token's PKCS #11 library
    /// @param slot the id of its slot
    /// @param pin of the user, UTF-8; stays the caller's
    /// @throws TokenException if library, slot or PIN are wrong
    public static TokenKeys open(Path library, long slot, SecretBytes pin) {
        String path = library.toAbsolutePath().toString();
        if (path.contains("\n") || path.contains("${")) {
            throw new TokenException("Invalid path of a PKCS #11 library: " + library);
        }
        try {
            Provider provider = Security.getProvider("SunPKCS11")
                    .configure("--name = holdfast" + NAMES.incrementAndGet() + "\nlibrary = " + path
                            + "\nslot = " + slot + "\n" + ATTRIBUTES.formatted("generate")
                            + ATTRIBUTES.formatted("import"));
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            pin.insecureUse(bytes -> signIn(store, bytes));
            return new TokenKeys(provider, store);
        } catch (GeneralSecurityException | InvalidParameterException | ProviderException e) {
            throw new TokenException("The PKCS #11 token in slot " + slot + " of " + library
                    + " cannot be opened", e);
        }
    }

    private static boolean signIn(KeyStore store, byte[] pin) {
        char[] characters = new char[pin.length];
        for (int i = 0; i < pin.length; i++) {
            characters[i] = (char) (pin[i] & 0xff);
        }
        try {
            store.load(null, characters);
            return true;
        } catch (IOException | GeneralSecurityException e) {
            throw new TokenException("The PKCS #11 token refuses the PIN", e);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    /// Whether the token makes RSA keys of this size and computes with them as they are.
    public boolean makesRsa(int sizeBits) {
        return provider.getService("Cipher", RAW_RSA) != null && generator("RSA", sizeBits) != null;
    }

    /// Whether the token makes keys on this curve and signs digests with them.
    public boolean makesEc(EcCurve curve) {
        return curve != EcCurve.P256K && provider.getService("Signature", TokenEcKey.ALGORITHM) != null
                && generator(curve) != null;
    }

    /// Makes an RSA key with exponent 65537.
    ///
    /// @param label one that no key has yet
    public TokenRsaKey generateRsa(String label, int sizeBits) {
        KeyPair pair = generated(generator("RSA", sizeBits));
        keep(label, pair.getPublic(), pair.getPrivate(), provider);
        return rsa(label);
    }

    /// Makes a key on a curve.
    ///
    /// @param label one that no key has yet
    public TokenEcKey generateEc(String label, EcCurve curve) {
        KeyPair pair = generated(generator(curve));
        keep(label, pair.getPublic(), pair.getPrivate(), provider);
        return ec(label, curve);
    }

    /// Takes in an RSA key, which stays the caller's to close.
    ///
    /// @param label one that no key has yet
    public TokenRsaKey importRsa(String label, RsaPrivateKey key) {
        keep(label, key.publicKey().jca(), key.jca(), null);
        return rsa(label);
    }

    /// Takes in a key on a curve, which stays the caller's to close.
    ///
    /// @param label one that no key has yet
    public TokenEcKey importEc(String label, EcPrivateKey key) {
        keep(label, Ecdsa.jca(key.publicKey()), Ecdsa.jca(key), null);
        return ec(label, key.publicKey().curve());
    }

    /// The RSA key of a label.
    ///
    /// @throws TokenException if there is none
    public TokenRsaKey rsa(String label) {
        if (publicKey(label) instanceof RSAPublicKey open) {
            return new TokenRsaKey(provider, privateKey(label),
                    RsaPublicKey.of(open.getModulus(), open.getPublicExponent()));
        }
        throw new TokenException("The key of this label in the PKCS #11 token is no RSA key: " + label);
    }

    /// The key of a label on a curve.
    ///
    /// @throws TokenException if there is none
    public TokenEcKey ec(String label, EcCurve curve) {
        if (publicKey(label) instanceof ECPublicKey open) {
            return new TokenEcKey(provider, privateKey(label), EcPublicKey.of(curve,
                    EcPublicKey.fixed(open.getW().getAffineX(), curve.sizeBytes()),
                    EcPublicKey.fixed(open.getW().getAffineY(), curve.sizeBytes())));
        }
        throw new TokenException("The key of this label in the PKCS #11 token is on no curve: " + label);
    }

    /// Destroys the key of a label, if there is one.
    public void destroy(String label) {
        try {
            if (store.containsAlias(label)) {
                store.deleteEntry(label);
            }
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TokenException("A key of the PKCS #11 token could not be destroyed: " + label, e);
        }
    }

    private PublicKey publicKey(String label) {
        try {
            Certificate certificate = store.getCertificate(label);
            if (certificate != null) {
                return certificate.getPublicKey();
            }
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TokenException("The PKCS #11 token does not answer", e);
        }
        throw new TokenException("The PKCS #11 token has no key of this label: " + label);
    }

    private PrivateKey privateKey(String label) {
        try {
            Key key = store.getKey(label, null);
            if (key instanceof PrivateKey found) {
                return found;
            }
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TokenException("The PKCS #11 token does not answer", e);
        }
        throw new TokenException("The PKCS #11 token has no private key of this label: " + label);
    }

    private void keep(String label, PublicKey open, PrivateKey key, @Nullable Provider signer) {
        try {
            String algorithm = open instanceof RSAPublicKey ? "SHA256withRSA" : "SHA256withECDSA";
            JcaContentSignerBuilder signing = new JcaContentSignerBuilder(algorithm);
            if (signer != null) {
                signing.setProvider(signer);
            }
            X500Principal name = new X500Principal("CN=" + label);
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(name, BigInteger.ONE, Date.from(BEGIN),
                            Date.from(END), name, open).build(signing.build(key)));
            store.setKeyEntry(label, key, null, new Certificate[]{certificate});
        } catch (GeneralSecurityException | OperatorCreationException | ProviderException e) {
            throw new TokenException("A key could not be kept in the PKCS #11 token", e);
        }
    }

    private static KeyPair generated(@Nullable KeyPairGenerator generator) {
        if (generator == null) {
            throw new TokenException("The PKCS #11 token makes no keys of this kind");
        }
        try {
            return generator.generateKeyPair();
        } catch (ProviderException e) {
            throw new TokenException("The PKCS #11 token made no key", e);
        }
    }

    /// Null if the token makes none of this size.
    private @Nullable KeyPairGenerator generator(String algorithm, int sizeBits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
            generator.initialize(sizeBits, new SecureRandom());
            return generator;
        } catch (GeneralSecurityException | InvalidParameterException e) {
            return null;
        }
    }

    /// Null if the token makes none on this curve.
    private @Nullable KeyPairGenerator generator(EcCurve curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new ECGenParameterSpec(curve.standardName()));
            return generator;
        } catch (GeneralSecurityException | InvalidParameterException e) {
            return null;
        }
    }

    /// The keys stay in the token; nothing of them was here.
    @Override
    public void close() {
        provider.clear();
    }
}
