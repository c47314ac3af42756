package io.holdfast.crypto;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;

/// Makes the virtual machine compile AES-GCM before the first request needs it.
///
/// Until then a call runs at a hundredth of its speed: 40 to 100 MB/s instead of gigabytes. Some 20,000 calls
/// of 8 KiB cure that; on a free core they take half a second. It ends sooner once calls are fast, and does not
/// begin where only the quick compiler runs (`-XX:TieredStopAtLevel`), which never puts the instructions in.
public final class CipherWarmUp {

    private static final int CALLS = 10_000;
    private static final int CALL_BYTES = 8 * 1024;
    /// Of calls that are timed together: fast enough that nothing is left to be compiled.
    private static final int ROUND = 50;
    private static final long COMPILED_NANOS = 1_500_000;
    /// That of the compiler that knows the processor's AES instructions.
    private static final int OPTIMIZING_LEVEL = 4;

    private CipherWarmUp() {}

    /// Blocks until done; to be called once per process.
    public static void run(SecureRandom random) {
        if (!optimizes()) {
            return;
        }
        byte[] block = new byte[CALL_BYTES];
        try (SealingKey parent = SealingKey.generate(random);
                FrameCipher cipher = FrameCipher.derive(parent, Aad.of("holdfast/warm-up/v1"))) {
            long took = Long.MAX_VALUE;
            for (int frame = 0; frame < CALLS && took > COMPILED_NANOS; frame += ROUND) {
                long start = System.nanoTime();
                for (int call = 0; call < ROUND; call++) {
                    byte[] sealed = cipher.seal(frame + call, block);
                    block = cipher.open(frame + call, sealed);
                }
                took = System.nanoTime() - start;
            }
        }
    }

    private static boolean optimizes() {
        String level = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("TieredStopAtLevel").getValue();
        return Integer.parseInt(level) >= OPTIMIZING_LEVEL;
    }
}
