package io.holdfast.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Runs calls on several threads for some time.
final class Load {

    private static final OperatingSystemMXBean SYSTEM = ManagementFactory
            .getPlatformMXBean(OperatingSystemMXBean.class);

    private Load() {}

    /// Something that is done over and over.
    @FunctionalInterface
    interface Call {
        void run() throws Exception;
    }

    /// Makes what one thread does, such as with a connection of its own.
    @FunctionalInterface
    interface Worker {
        Call start() throws Exception;
    }

    /// Latencies in microseconds.
    ///
    /// @param lateMicros how long after they were due calls were sent, in the median: it is a part of their latency
    record Latency(long calls, double medianMicros, double p99Micros, double lateMicros) {

        double p99ByMedian() {
            return p99Micros / medianMicros;
        }
    }

    /// What calls cost.
    ///
    /// @param cpuMicros processor time for each call, server and client together
    record Rate(double callsPerSecond, double cpuMicros) {}

    /// As many calls as can be made, to a server in this process.
    static Rate saturate(int threads, double seconds, Worker worker) {
        return saturate(threads, seconds, worker, () -> 0);
    }

    /// As many calls as can be made.
    ///
    /// @param otherCpu processor time of other processes that take part, in nanoseconds
    static Rate saturate(int threads, double seconds, Worker worker, LongSupplier otherCpu) {
        AtomicLong calls = new AtomicLong();
        long length = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long[] start = new long[2];
        onThreads(threads, worker, call -> {
            long end = start[0] + length;
            long mine = 0;
            while (System.nanoTime() < end) {
                call.run();
                mine++;
            }
            calls.addAndGet(mine);
        }, () -> {
            start[1] = SYSTEM.getProcessCpuTime() + otherCpu.getAsLong();
            start[0] = System.nanoTime();
        });
        double cpuNanos = SYSTEM.getProcessCpuTime() + otherCpu.getAsLong() - start[1];
        double nanos = System.nanoTime() - start[0];
        return new Rate(calls.get() * TimeUnit.SECONDS.toNanos(1) / nanos, cpuNanos / 1000 / calls.get());
    }

    /// Calls at a steady rate, whether or not former ones were answered: a call that waits for a free thread
    /// counts from when it was due.
    static Latency paced(int threads, double seconds, double callsPerSecond, Worker worker) {
        int total = (int) (seconds * callsPerSecond);
        long interval = (long) (TimeUnit.SECONDS.toNanos(1) / callsPerSecond);
        long[] latencies = new long[total];
        long[] late = new long[total];
        AtomicLong next = new AtomicLong();
        long[] start = new long[1];
        onThreads(threads, worker, call -> {
            for (long i = next.getAndIncrement(); i < total; i = next.getAndIncrement()) {
                long due = start[0] + i * interval;
                for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                    LockSupport.parkNanos(due - now);
                }
                late[(int) i] = System.nanoTime() - due;
                call.run();
                latencies[(int) i] = System.nanoTime() - due;
            }
        }, () -> start[0] = System.nanoTime());
        Arrays.sort(latencies);
        Arrays.sort(late);
        return new Latency(total, latencies[total / 2] / 1000.0, latencies[(int) (total * 0.99)] / 1000.0,
                late[total / 2] / 1000.0);
    }

    /// Processor time of compilers, in seconds.
    @FunctionalInterface
    interface CompilerClock {
        double seconds() throws IOException;
    }

    /// That of the compilers of this process.
    static double compilerSeconds() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime() / 1000.0;
    }

    /// Runs rounds until compilers work for no larger a part of the time.
    ///
    /// @param mostRounds after which it is enough in any case
    static void settle(int mostRounds, double share, CompilerClock compilers, Runnable round)
            throws IOException {
        double working = 1;
        for (int i = 0; i < mostRounds && working > share; i++) {
            double before = compilers.seconds();
            long start = System.nanoTime();
            round.run();
            double seconds = (double) (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
            working = (compilers.seconds() - before) / seconds;
        }
    }

    @FunctionalInterface
    private interface Loop {
        void run(Call call) throws Exception;
    }

    private static void onThreads(int count, Worker worker, Loop loop, Runnable go) {
        CountDownLatch ready = new CountDownLatch(count);
        CountDownLatch started = new CountDownLatch(1);
        Exception[] failures = new Exception[count];
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            int index = i;
            threads[i] = Thread.ofPlatform().name("load-" + i).start(() -> {
                try {
                    Call call = worker.start();
                    ready.countDown();
                    started.await();
                    loop.run(call);
                } catch (Exception e) {
                    failures[index] = e;
                    ready.countDown();
                }
            });
        }
        try {
            ready.await();
            go.run();
            started.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
        for (Exception failure : failures) {
            if (failure != null) {
                throw new IllegalStateException("A call of the benchmark failed", failure);
            }
        }
    }
}
