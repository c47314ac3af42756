package io.holdfast.crypto;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/// Makes the virtual machine compile AES-GCM before the first request needs it.
///
/// Until then a call runs at a hundredth of its speed: 40 to 100 MB/s instead of gigabytes. Some thousand calls
/// of 8 KiB cure that, some hundred where the launcher has the JDK compile its ciphers early. It ends once calls
/// are fast, and does not begin where only the quick compiler runs (`-XX:TieredStopAtLevel`), which never puts
/// the instructions in.
///
/// One cipher each way makes all calls, unlike elsewhere: looking for a cipher would be compiled with it, which
/// takes longer than all the rest, at the very time at which the compilers have most to do.
public final class CipherWarmUp {

    private static final int CALLS = 10_000;
    private static final int CALL_BYTES = 8 * 1024;
    /// Of calls that are timed together: so fast is only what has the processor's AES instructions in it, also where
    /// compilers and the rest of a start take most of the time.
    private static final int ROUND = 20;
    private static final long COMPILED_NANOS = 1_500_000;
    /// That of the compiler that knows the processor's AES instructions.
    private static final int OPTIMIZING_LEVEL = 4;
    /// It protects nothing.
    private static final byte[] KEY = new byte[32];
    private static final byte[] AAD = new byte[32];

    private final Cipher sealing;
    private final Cipher opening;

    private CipherWarmUp() throws GeneralSecurityException {
        sealing = Cipher.getInstance(Ciphers.GCM);
        opening = Cipher.getInstance(Ciphers.GCM);
    }

    /// Blocks until done; to be called once per process.
    public static void run() {
        if (!optimizes()) {
            return;
        }
        try {
            new CipherWarmUp().untilFast();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("AES-GCM is part of every JDK", e);
        }
    }

    private void untilFast() throws GeneralSecurityException {
        byte[] block = new byte[CALL_BYTES];
        long took = Long.MAX_VALUE;
        for (int calls = 0; calls < CALLS && took > COMPILED_NANOS; calls += ROUND) {
            long start = System.nanoTime();
            for (int call = calls; call < calls + ROUND; call++) {
                byte[] sealed = started(sealing, Cipher.ENCRYPT_MODE, call).doFinal(block);
                block = started(opening, Cipher.DECRYPT_MODE, call).doFinal(sealed);
                // In place, too, as TLS does: what was compiled without would be thrown away with the first request.
                started(opening, Cipher.DECRYPT_MODE, call).doFinal(sealed, 0, sealed.length, sealed, 0);
            }
            took = System.nanoTime() - start;
        }
    }

    private static Cipher started(Cipher cipher, int mode, int number) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(Ciphers.GCM_NONCE_BYTES).putInt(number).array();
        return Ciphers.started(cipher, mode, KEY, nonce, AAD);
    }

    private static boolean optimizes() {
        String level = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("TieredStopAtLevel").getValue();
        return Integer.parseInt(level) >= OPTIMIZING_LEVEL;
    }
}
