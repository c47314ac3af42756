package io.holdfast.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes the memory of this process hard to read from outside: not dumpable, no core files.
public final class ProcessHardening {

    private static final int PR_GET_DUMPABLE = 3;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int RLIMIT_CORE = 4;

    private static final int M_PERTURB = -6;
    /// Any byte that is neither 0 nor text.
    private static final int POISON = 165;
    /// Options of the allocator within DuckDB (jemalloc), read when its library is loaded.
    private static final String DUCKDB_ALLOCATOR = "DUCKDB_JE_MALLOC_CONF";

    private static volatile boolean poisonsFreed;

    private ProcessHardening() {}

    /// Applies what the system allows: no core file (setrlimit) and not dumpable (prctl), which also keeps
    /// other processes of the same user from attaching a debugger or reading `/proc/PID/mem`; and native memory
    /// is overwritten as it is freed, since rows are in it. To be called before DuckDB is loaded, which has an
    /// allocator of its own.
    ///
    /// @throws IOException if the system refuses
    public static void apply() throws IOException {
        Libc.setrlimit(RLIMIT_CORE, 0);
        Libc.prctl(PR_SET_DUMPABLE, 0);
        poisonsFreed = Libc.mallopt(M_PERTURB, POISON);
        Libc.setenv(DUCKDB_ALLOCATOR, "junk:free");
    }

    /// Whether the process can be dumped.
    public static boolean dumpable() throws IOException {
        return Libc.prctl(PR_GET_DUMPABLE, 0) != 0;
    }

    /// What still is not as it should be, one sentence each; empty where all is well.
    public static List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (swapsInClear(Path.of("/proc/swaps"))) {
            warnings.add(
                    "Swap is on and not known to be encrypted: memory pages may reach the disk in the clear."
                            + " Turn swap off or put it on dm-crypt.");
        }
        if (!poisonsFreed) {
            warnings.add("The C library does not overwrite native memory as it is freed (no mallopt with"
                    + " M_PERTURB): what was in it may stay there. Use a system with the GNU C library.");
        }
        return List.copyOf(warnings);
    }

    private static boolean swapsInClear(Path swaps) {
        try {
            return Files.readAllLines(swaps).stream().skip(1)
                    .anyMatch(line -> !line.startsWith("/dev/dm-") && !line.startsWith("/dev/zram"));
        } catch (IOException e) {
            return false;
        }
    }
}
