package io.holdfast.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL server of its own on a free loopback port, with a fresh folder and password. Thread-safe.
///
/// Run by the superuser it is started as `nobody`, since PostgreSQL refuses the superuser.
public final class Postgres implements AutoCloseable {

    /// The role that owns everything.
    public static final String USER = "holdfast";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final int START_SECONDS = 30;

    private final Path programs;
    private final Path folder;
    private final int port;
    private final String password;

    private Postgres(Path programs, Path folder, int port, String password) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
        this.password = password;
    }

    /// The folder of its programs, the newest there is (Debian: postgresql).
    public static Optional<Path> programs() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes and starts a server.
    ///
    /// @throws java.util.NoSuchElementException if it is not installed
    public static Postgres start() {
        try {
            Path folder = Files.createTempDirectory("postgres");
            Postgres server = new Postgres(programs().orElseThrow(), folder, freePort(),
                    UUID.randomUUID().toString());
            server.make();
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make() throws IOException {
        Path passwordFile = Files.writeString(folder.resolve("password"), password);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        if (isSuperuser()) {
            for (Path path : List.of(folder, passwordFile)) {
                Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService()
                        .lookupPrincipalByName("nobody"));
            }
        }
        run("initdb", "--pgdata=" + data(), "--username=" + USER, "--pwfile=" + passwordFile,
                "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync");
    }

    /// Starts it after [#kill], with the same data and port.
    public void restart() {
        run("pg_ctl", "--pgdata=" + data(), "--wait", "--timeout=" + START_SECONDS,
                "--log=" + folder.resolve("server.log"), "--options=-p " + port + " -k " + folder
                        + " -c listen_addresses=127.0.0.1 -c log_statement=all",
                "start");
    }

    /// Ends it at once, as a crash does.
    public void kill() {
        run("pg_ctl", "--pgdata=" + data(), "--wait", "--mode=immediate", "stop");
    }

    /// Makes an empty database; answers its JDBC URL.
    public String newDatabase() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        run("createdb", "--host=" + folder, "--port=" + port, "--username=" + USER, name);
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// Of [#USER].
    public String password() {
        return password;
    }

    /// Where everything is that it writes, its log too.
    public Path folder() {
        return folder;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static boolean isSuperuser() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isSuperuser()) {
            command.addAll(List.of("runuser", "-u", "nobody", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        try {
            Path output = Files.createTempFile("postgres", ".out");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.getRoot().toFile())
                    .redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("PGPASSWORD", password);
            Process process = builder.start();
            boolean ended = process.waitFor(2L * START_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(program + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (Files.exists(data().resolve("postmaster.pid"))) {
            kill();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
