package io.holdfast.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/// An RSA key in a token. The token applies the private key to a number (RFC 8017 section 5.1.2, mechanism
/// `CKM_RSA_X_509`); paddings are put on and taken off here, as the JDK's provider offers no OAEP and
/// tokens differ in the hashes that they offer with it. Thread-safe.
public final class TokenRsaKey {

    private final Provider provider;
    private final PrivateKey handle;
    private final RsaPublicKey open;

    TokenRsaKey(Provider provider, PrivateKey handle, RsaPublicKey open) {
        this.provider = provider;
        this.handle = handle;
        this.open = open;
    }

    /// The public half.
    public RsaPublicKey publicKey() {
        return open;
    }

    /// Decrypts RSAES-OAEP; the answer is the caller's to clear.
    ///
    /// @throws UnwrapException if it does not decrypt, whatever is wrong with it
    /// @throws TokenException if the token failed
    public byte[] decrypt(RsaOaep padding, byte[] ciphertext) {
        Digest label = digest(padding);
        return decrypted(new OAEPEncoding(new Engine(), label, digest(padding), null), ciphertext);
    }

    /// Decrypts RSAES-PKCS1-v1_5; the answer is the caller's to clear.
    ///
    /// @throws UnwrapException if it does not decrypt, whatever is wrong with it
    /// @throws TokenException if the token failed
    public byte[] decryptPkcs1(byte[] ciphertext) {
        return decrypted(new PKCS1Encoding(new Engine()), ciphertext);
    }

    /// Signs a digest, RSASSA-PKCS1-v1_5.
    public byte[] signPkcs1(HashAlgorithm hash, byte[] digest) {
        return signBare(hash.digestInfo(digest));
    }

    /// Signs bytes as they are, see [RsaPkcs1#signBare].
    ///
    /// @throws IllegalArgumentException if they have a length that cannot be signed
    public byte[] signBare(byte[] content) {
        return signed(RsaPkcs1.encoded(open.sizeBytes(), content));
    }

    /// Signs a digest, RSASSA-PSS, see [RsaPss].
    ///
    /// @throws IllegalArgumentException if the digest has not the hash's length
    public byte[] signPss(HashAlgorithm hash, byte[] digest, SecureRandom random) {
        hash.check(digest);
        byte[] salt = new byte[hash.sizeBytes()];
        random.nextBytes(salt);
        return signed(RsaPss.encoded(open, hash, digest, salt));
    }

    private byte[] decrypted(AsymmetricBlockCipher padding, byte[] ciphertext) {
        if (ciphertext.length != open.sizeBytes()
                || new BigInteger(1, ciphertext).compareTo(new BigInteger(1, open.modulus())) >= 0) {
            throw new UnwrapException("The ciphertext does not decrypt");
        }
        // The paddings ask the parameters for nothing but which half it is: the exponent stands in for the one
        // that is in the token.
        padding.init(false, new RSAKeyParameters(true, new BigInteger(1, open.modulus()),
                new BigInteger(1, open.exponent())));
        try {
            return padding.processBlock(ciphertext, 0, ciphertext.length);
        } catch (InvalidCipherTextException e) {
            throw new UnwrapException("The ciphertext does not decrypt", e);
        }
    }

    /// Checked against the public key, so that a fault in the token does not give the primes away.
    private byte[] signed(byte[] encoded) {
        byte[] signature = applied(encoded);
        if (RawRsa.open(open, signature).filter(back -> MessageDigest.isEqual(back, encoded)).isEmpty()) {
            throw new TokenException("The PKCS #11 token made a wrong signature");
        }
        return signature;
    }

    private byte[] applied(byte[] number) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding", provider);
            cipher.init(Cipher.DECRYPT_MODE, handle);
            return cipher.doFinal(number);
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TokenException("The PKCS #11 token did not compute", e);
        }
    }

    private static Digest digest(RsaOaep padding) {
        return switch (padding) {
            case SHA1 -> new SHA1Digest();
            case SHA256 -> SHA256Digest.newInstance();
        };
    }

    /// The token as the paddings of Bouncy Castle want it.
    private final class Engine implements AsymmetricBlockCipher {

        @Override
        public void init(boolean forEncryption, CipherParameters parameters) {
            if (forEncryption) {
                throw new IllegalStateException("Only the private key is in the token");
            }
        }

        @Override
        public int getInputBlockSize() {
            return open.sizeBytes();
        }

        /// The first byte of an encoded message is zero and left out, RFC 8017 section 7.1.1.
        @Override
        public int getOutputBlockSize() {
            return open.sizeBytes() - 1;
        }

        /// What does not begin with zero is given whole, which the paddings refuse as any other wrong length.
        @Override
        public byte[] processBlock(byte[] in, int offset, int length) {
            byte[] number = applied(Arrays.copyOfRange(in, offset, offset + length));
            byte[] message = Arrays.copyOfRange(number, number[0] == 0 ? 1 : 0, number.length);
            Arrays.fill(number, (byte) 0);
            return message;
        }
    }
}
