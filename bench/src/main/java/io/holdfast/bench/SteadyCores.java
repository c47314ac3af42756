package io.holdfast.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Keeps what else a machine does out of latencies, where that is allowed: the threads of some processes have real-time
/// priority, but for compilers and what of the collector works beside calls, and each core has a loop of the lowest
/// priority, as the host of a virtual machine gives idle cores to others.
///
/// Needs `chrt` and `taskset` of util-linux, and root or CAP_SYS_NICE. Source: sched(7).
final class SteadyCores implements AutoCloseable {

    private static final Pattern BESIDE_CALLS = Pattern
            .compile("C[12] CompilerThre.*|G1 (Conc|Main|Refine|Service).*");
    private static final String PRIORITY = "10";
    /// Runs as long as the process whose number it is given.
    private static final String LOOP = "while kill -0 \"$0\" 2>/dev/null; do"
            + " i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";

    private final List<Long> processes;
    private final boolean held;
    private final List<Process> loops = new ArrayList<>();

    private SteadyCores(List<Long> processes, boolean held) {
        this.processes = processes;
        this.held = held;
    }

    /// Raises the processes, if that is allowed, until it is closed. Threads that raised ones start are raised.
    static SteadyCores hold(List<Long> processes) throws IOException {
        SteadyCores cores = new SteadyCores(processes, processes.stream()
                .allMatch(process -> runs("chrt", "-r", "-a", "-p", PRIORITY, Long.toString(process))));
        if (cores.held) {
            cores.lowerBesideCalls();
            cores.startLoops();
        } else {
            cores.lower();
        }
        return cores;
    }

    /// What was reached, in words.
    String conditions() {
        return held ? "real-time priority" : "normal priority";
    }

    private void lowerBesideCalls() throws IOException {
        for (long process : processes) {
            for (ProcessThread thread : ProcessThread.of(process)) {
                if (BESIDE_CALLS.matcher(thread.name()).matches()) {
                    runs("chrt", "-o", "-p", "0", thread.id());
                }
            }
        }
    }

    private void startLoops() throws IOException {
        String self = Long.toString(ProcessHandle.current().pid());
        for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++) {
            loops.add(started("taskset", "-c", Integer.toString(core), "chrt", "-i", "0", "sh", "-c", LOOP,
                    self));
        }
    }

    private void lower() {
        processes.forEach(process -> runs("chrt", "-o", "-a", "-p", "0", Long.toString(process)));
    }

    private static Process started(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /// Whether a command is there and succeeds.
    private static boolean runs(String... command) {
        try {
            return started(command).waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        loops.forEach(Process::destroy);
        if (held) {
            lower();
        }
    }
}
