package io.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Cipher;

/// AES-GCM under keys each of which seals once, so that the nonce is zero.
///
/// A few ciphers are kept and used again: for a record, finding and making one takes longer than its work does. A
/// cipher that is kept holds the key of its last use, as one that waits to be collected would. Thread-safe.
final class OneTimeGcm {

    private static final int KEPT = 8;
    private static final byte[] NONCE = new byte[Ciphers.GCM_NONCE_BYTES];

    private final Queue<Cipher> kept = new ArrayBlockingQueue<>(KEPT);

    /// Ciphertext and tag, after as many zero bytes as `room` says.
    byte[] seal(byte[] key, Aad aad, byte[] plaintext, int room) {
        byte[] out = new byte[room + plaintext.length + Ciphers.GCM_TAG_BYTES];
        try {
            Cipher cipher = started(Cipher.ENCRYPT_MODE, key, aad);
            cipher.doFinal(plaintext, 0, plaintext.length, out, room);
            kept.offer(cipher);
            return out;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("AES-GCM is part of every JDK", e);
        }
    }

    /// Opens ciphertext and tag, which begin at `offset`.
    ///
    /// @throws UnsealException if the tag does not verify
    byte[] open(byte[] key, Aad aad, byte[] sealed, int offset) {
        try {
            Cipher cipher = started(Cipher.DECRYPT_MODE, key, aad);
            byte[] plaintext = cipher.doFinal(sealed, offset, sealed.length - offset);
            kept.offer(cipher);
            return plaintext;
        } catch (GeneralSecurityException e) {
            throw new UnsealException("The sealed bytes do not open", e);
        }
    }

    private Cipher started(int mode, byte[] key, Aad aad) throws GeneralSecurityException {
        Cipher free = kept.poll();
        Cipher cipher = free == null ? Cipher.getInstance(Ciphers.GCM) : free;
        return Ciphers.started(cipher, mode, key, NONCE, aad.bytes());
    }

    /// Lets go of the ciphers that are kept.
    void forget() {
        kept.clear();
    }
}
