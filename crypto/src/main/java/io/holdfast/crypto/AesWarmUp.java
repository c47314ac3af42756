package io.holdfast.crypto;

import java.util.Arrays;

/// Brings AES-GCM to full speed before it is needed.
///
/// A fresh JVM encrypts at some 70 MB/s until the compiler has put the processor's AES instructions in, which
/// takes thousands of calls, whatever their size. Small calls get there soonest.
public final class AesWarmUp {

    /// Seen to be enough on JDK 25, in about half a second.
    private static final int ROUNDS = 20_000;
    private static final int SMALL_BYTES = 4 << 10;
    private static final int LARGE_BYTES = 8 << 10;

    private AesWarmUp() {}

    /// Seals and opens zeroes under a key of zeroes, 20,000 times; to be called once per process.
    public static void run() {
        byte[] key = new byte[32];
        byte[] nonce = new byte[Ciphers.GCM_NONCE_BYTES];
        byte[] aad = new byte[0];
        for (int round = 0; round < ROUNDS; round++) {
            byte[] plaintext = new byte[round % 2 == 0 ? SMALL_BYTES : LARGE_BYTES];
            byte[] sealed = Ciphers.gcmSeal(key, nonce, aad, plaintext);
            byte[] opened = Ciphers.gcmOpen(key, nonce, aad, sealed, 0, sealed.length);
            if (!Arrays.equals(opened, plaintext)) {
                throw new AssertionError("AES-GCM does not open what it sealed");
            }
        }
    }
}
