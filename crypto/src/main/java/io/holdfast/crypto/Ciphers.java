package io.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The primitive calls of the JCA that this module's types share, with its checked exceptions turned into
/// errors: every algorithm named here is one that each JDK must provide.
final class Ciphers {

    static final String GCM = "AES/GCM/NoPadding";
    static final int GCM_TAG_BYTES = 16;
    static final int GCM_NONCE_BYTES = 12;
    private static final String HKDF = "HKDF";

    private Ciphers() {}

    /// AES-GCM, NIST SP 800-38D, with a 96-bit nonce and a 128-bit tag.
    static byte[] gcmSeal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext) {
        try {
            return gcm(Cipher.ENCRYPT_MODE, key, nonce, aad).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("AES-GCM is part of every JDK", e);
        }
    }

    /// @throws UnsealException if the tag does not verify
    static byte[] gcmOpen(byte[] key, byte[] nonce, byte[] aad, byte[] sealed, int offset, int length) {
        try {
            return gcm(Cipher.DECRYPT_MODE, key, nonce, aad).doFinal(sealed, offset, length);
        } catch (GeneralSecurityException e) {
            throw new UnsealException("The sealed bytes do not open", e);
        }
    }

    private static Cipher gcm(int mode, byte[] key, byte[] nonce, byte[] aad)
            throws GeneralSecurityException {
        return started(Cipher.getInstance(GCM), mode, key, nonce, aad);
    }

    /// The same cipher of AES-GCM, ready for the text.
    static Cipher started(Cipher cipher, int mode, byte[] key, byte[] nonce, byte[] aad)
            throws GeneralSecurityException {
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(GCM_TAG_BYTES * 8, nonce));
        cipher.updateAAD(aad);
        return cipher;
    }

    /// HKDF with SHA-256, RFC 5869: extract with `salt`, expand with `info`.
    static byte[] hkdf(byte[] key, byte[] salt, byte[] info, int length) {
        return hkdf(HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).thenExpand(info, length));
    }

    /// The same for 32 bytes, in half of the time that the JDK's own takes: both steps are one HMAC each.
    static byte[] hkdf(byte[] key, byte[] salt, byte[] info) {
        try {
            Mac mac = Mac.getInstance(HashAlgorithm.SHA256.macName());
            mac.init(new SecretKeySpec(salt, HKDF));
            byte[] extracted = mac.doFinal(key);
            mac.init(new SecretKeySpec(extracted, HKDF));
            Arrays.fill(extracted, (byte) 0);
            mac.update(info);
            mac.update((byte) 1);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("HMAC-SHA256 is part of every JDK", e);
        }
    }

    /// The first half of [#hkdf]: 32 bytes.
    static byte[] hkdfExtract(byte[] key, byte[] salt) {
        return hkdf(HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).extractOnly());
    }

    /// The second half of [#hkdf].
    static byte[] hkdfExpand(byte[] extracted, byte[] info, int length) {
        return hkdf(HKDFParameterSpec.expandOnly(new SecretKeySpec(extracted, HKDF), info, length));
    }

    private static byte[] hkdf(HKDFParameterSpec parameters) {
        try {
            return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("HKDF-SHA256 is part of JDK 25", e);
        }
    }

    static byte[] hmacSha256(byte[] key, byte[]... parts) {
        return hmac(HashAlgorithm.SHA256, key, parts);
    }

    static byte[] hmac(HashAlgorithm hash, byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(hash.macName());
            mac.init(new SecretKeySpec(key, hash.macName()));
            Arrays.stream(parts).forEach(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(hash.macName() + " is part of every JDK", e);
        }
    }

    static MessageDigest sha256() {
        return digest(HashAlgorithm.SHA256);
    }

    static MessageDigest digest(HashAlgorithm hash) {
        try {
            return MessageDigest.getInstance(hash.jcaName());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(hash.jcaName() + " is part of every JDK", e);
        }
    }

    static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("SHA-1 is part of every JDK", e);
        }
    }
}
