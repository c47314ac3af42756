package io.holdfast.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/// A server in a process of its own, `./holdfast serve`, over a folder that was set up before.
final class ServerChild implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int ANSWERED = 200;

    private final Process process;

    private ServerChild(Process process) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    }

    /// Starts the process.
    ///
    /// @param port that the server had when the folder was set up
    static ServerChild start(Path folder, int port) throws IOException {
        List<String> command = List.of(System.getProperty("holdfast.launcher", "./holdfast"), "serve",
                "--data",
                folder.toString(), "--port", Integer.toString(port));
        return new ServerChild(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
    }

    /// Asks until it is answered, on a connection that is then left open.
    ///
    /// @param request ready to be sent
    LeanClient firstAnswer(SSLContext tls, URI origin, byte[] request) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        String last = "no port";
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                LeanClient client = new LeanClient(tls, origin);
                int status = client.call(request);
                if (status == ANSWERED) {
                    return client;
                }
                last = status + " " + client.body();
                client.close();
            } catch (IOException e) {
                last = e.toString();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IllegalStateException("The server did not answer: " + last);
    }

    /// The process id.
    long pid() {
        return process.pid();
    }

    /// Resident memory, in bytes. Source: proc(5).
    long residentBytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).sum() * 1024;
        }
    }

    /// Processor time, in nanoseconds; it grows in steps of 10 ms.
    long cpuNanos() {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    /// Processor time of its compilers that are running, in seconds.
    double compilerSeconds() throws IOException {
        return ProcessThread.of(pid()).stream().filter(thread -> thread.name().contains("CompilerThre"))
                .mapToDouble(ProcessThread::cpuSeconds).sum();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
