package io.holdfast.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What follows the key encapsulation in hybrid public key encryption: the key schedule of the base mode, and
/// one sealed message (sequence number 0).
///
/// Source: RFC 9180, sections 4 and 5.1, with DHKEM(X25519, HKDF-SHA256) and HKDF-SHA256.
///
/// @param aeadId the cipher's number in section 7.3
/// @param keyBytes the cipher's Nk
record Hpke(int aeadId, int keyBytes) {

    /// AES-256-GCM.
    static final Hpke AES_256_GCM = new Hpke(0x0002, 32);

    private static final int KEM_X25519_HKDF_SHA256 = 0x0020;
    private static final int KDF_HKDF_SHA256 = 0x0001;
    private static final byte BASE_MODE = 0;
    private static final byte[] NOTHING = new byte[0];

    byte[] seal(byte[] shared, byte[] info, byte[] aad, byte[] plaintext) {
        Keys keys = keys(shared, info);
        try {
            return Ciphers.gcmSeal(keys.key(), keys.nonce(), aad, plaintext);
        } finally {
            Arrays.fill(keys.key(), (byte) 0);
        }
    }

    /// @param from where the ciphertext begins in `sealed`
    /// @throws UnsealException if the tag does not verify
    byte[] open(byte[] shared, byte[] info, byte[] aad, byte[] sealed, int from) {
        Keys keys = keys(shared, info);
        try {
            return Ciphers.gcmOpen(keys.key(), keys.nonce(), aad, sealed, from, sealed.length - from);
        } finally {
            Arrays.fill(keys.key(), (byte) 0);
        }
    }

    private record Keys(byte[] key, byte[] nonce) {}

    private Keys keys(byte[] shared, byte[] info) {
        byte[] context = ByteBuffer.allocate(1 + 32 + 32).put(BASE_MODE)
                .put(extract(NOTHING, "psk_id_hash", NOTHING)).put(extract(NOTHING, "info_hash", info))
                .array();
        byte[] secret = extract(shared, "secret", NOTHING);
        try {
            return new Keys(expand(secret, "key", context, keyBytes),
                    expand(secret, "base_nonce", context, Ciphers.GCM_NONCE_BYTES));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private byte[] extract(byte[] salt, String label, byte[] key) {
        return Ciphers.hkdfExtract(labelled(label, key), salt);
    }

    private byte[] expand(byte[] secret, String label, byte[] info, int length) {
        byte[] labelled = labelled(label, info);
        return Ciphers.hkdfExpand(secret, ByteBuffer.allocate(Short.BYTES + labelled.length)
                .putShort((short) length).put(labelled).array(), length);
    }

    private byte[] labelled(String label, byte[] content) {
        byte[] name = label.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(7 + 10 + name.length + content.length)
                .put("HPKE-v1".getBytes(StandardCharsets.US_ASCII))
                .put("HPKE".getBytes(StandardCharsets.US_ASCII)).putShort((short) KEM_X25519_HKDF_SHA256)
                .putShort((short) KDF_HKDF_SHA256).putShort((short) aeadId).put(name).put(content).array();
    }
}
