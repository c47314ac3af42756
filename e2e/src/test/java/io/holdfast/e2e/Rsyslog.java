package io.holdfast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real rsyslog that follows a file and forwards each of its lines to one port.
final class Rsyslog implements AutoCloseable {

    private static final List<String> PLACES = List.of("/usr/sbin/rsyslogd", "/sbin/rsyslogd",
            "/usr/bin/rsyslogd");
    private static final List<String> TLS_MODULES = List.of("/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_gtls.so",
            "/usr/lib/aarch64-linux-gnu/rsyslog/lmnsd_gtls.so", "/usr/lib64/rsyslog/lmnsd_gtls.so");

    private final Process process;
    private final Path followed;

    private Rsyslog(Process process, Path followed) {
        this.process = process;
        this.followed = followed;
    }

    /// The program, if it is installed (Debian: rsyslog).
    static Optional<Path> program() {
        return first(PLACES);
    }

    /// Whether it can speak TLS (Debian: rsyslog-gnutls).
    static boolean speaksTls() {
        return first(TLS_MODULES).isPresent();
    }

    private static Optional<Path> first(List<String> places) {
        return places.stream().map(Path::of).filter(Files::exists).findFirst();
    }

    /// Starts one with a folder of its own.
    ///
    /// @param forward the parameters of its action `omfwd`
    /// @param global those of `global`
    static Rsyslog start(Path folder, String global, String forward) throws IOException {
        Files.createDirectories(folder);
        Path followed = Files.createFile(folder.resolve("followed.log"));
        Path configuration = Files.writeString(folder.resolve("rsyslog.conf"), """
                global(workDirectory="%s" %s)
                module(load="imfile" mode="inotify")
                input(type="imfile" File="%s" Tag="app[42]:" Facility="authpriv" Severity="warning"
                      addMetadata="off" reopenOnTruncate="on")
                action(type="omfwd" action.resumeRetryCount="-1" %s)
                """.formatted(folder, global, followed, forward));
        Process process = new ProcessBuilder(program().orElseThrow().toString(), "-n", "-f",
                configuration.toString(), "-i", folder.resolve("pid").toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
        return new Rsyslog(process, followed);
    }

    /// Appends lines to the file that it follows.
    void log(Stream<String> lines) {
        try {
            Files.write(followed, lines.toList(), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
