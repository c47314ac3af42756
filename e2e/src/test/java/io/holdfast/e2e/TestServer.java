package io.holdfast.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// `holdfast serve` as a process of its own, on the class path of the tests, so that it can be killed at any
/// moment.
///
/// Rows move to data files after a second unless options say otherwise, so that both forms of them are met. It
/// reads what the process prints, as a person would: the address, the CA file and, at the first start, the
/// credentials.
final class TestServer implements AutoCloseable {

    private static final long START_SECONDS = 90;
    private static final Pattern ORIGIN = Pattern.compile("answers at (https://\\S+)");
    private static final Pattern IMDS = Pattern.compile("identities of workloads at (http://\\S+)");
    private static final Pattern SYSLOG = Pattern.compile("syslog +(udp|tcp|tls) \\S+:(\\d+),");
    private static final Pattern AUTHORITY = Pattern.compile("CA certificate\\s+(\\S+)");
    private static final Pattern VARIABLE = Pattern.compile("export (AZURE_\\w+)='?([^'\\s]+)'?");

    private final Process process;
    private final Path data;
    private final int port;
    private final Map<String, String> printed;
    private final Path log;
    private final Path authority;
    private final HttpClient http;
    private final Credentials credentials;

    /// Options besides those that every test needs.
    ///
    /// @param ofJava those of the Java machine
    /// @param ofServe those of the command
    record Options(List<String> ofJava, List<String> ofServe) {}

    private TestServer(Process process, Path data, int port, Map<String, String> printed,
            Optional<Credentials> known) {
        this.process = process;
        this.data = data;
        this.port = port;
        this.printed = printed;
        this.log = logFile(data);
        this.credentials = known.orElseGet(() -> new Credentials(value("AZURE_TENANT_ID"),
                value("AZURE_SUBSCRIPTION_ID"), value("AZURE_CLIENT_ID"), value("AZURE_CLIENT_SECRET")));
        this.authority = Path.of(value("authority"));
        this.http = httpBuilder().build();
    }

    /// Starts a server on a new data folder.
    static TestServer start(Path data) {
        return launch(data, freePort(), Optional.empty());
    }

    /// Starts a server on a new data folder with further options.
    static TestServer start(Path data, Options options) {
        return launch(data, freePort(), Optional.empty(), options);
    }

    /// The process id.
    long pid() {
        return process.pid();
    }

    /// Ends the process as a power cut would, and starts another on the same folder and port.
    TestServer killAndRestart() {
        kill();
        return launch(data, port, Optional.of(credentials));
    }

    /// The same with further options.
    TestServer killAndRestart(Options options) {
        kill();
        return restart(options);
    }

    /// Ends the process as a power cut would.
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /// Starts another process on the same folder and port, after this one ended.
    TestServer restart(Options options) {
        return launch(data, port, Optional.of(credentials), options);
    }

    /// Starts a server on a folder that is there, at a port and with credentials that are known.
    static TestServer launch(Path data, int port, Credentials known) {
        return launch(data, port, Optional.of(known));
    }

    /// Where it listens.
    int port() {
        return port;
    }

    URI origin() {
        return URI.create(value("origin"));
    }

    /// Where workloads get tokens in the IMDS form, if the option was given.
    String imds() {
        return value("imds");
    }

    /// The port that takes syslog over udp, tcp or tls, if the option was given.
    int syslogPort(String protocol) {
        return Integer.parseInt(value(protocol));
    }

    Credentials credentials() {
        return credentials;
    }

    /// The file with its CA certificate.
    Path authority() {
        return authority;
    }

    /// For clients that trust this server's authority and nobody else.
    HttpClient.Builder httpBuilder() {
        return httpBuilder(authority);
    }

    /// For clients that trust the authority in this file and nobody else.
    static HttpClient.Builder httpBuilder(Path authority) {
        return HttpClient.newBuilder().sslContext(trusting(authority));
    }

    ArmClient arm() {
        return new ArmClient(http, origin(), credentials);
    }

    /// Everything that the process logged so far.
    String logged() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        awaitExit();
    }

    private static TestServer launch(Path data, int port, Optional<Credentials> known) {
        return launch(data, port, known, new Options(List.of(), List.of("--flush-after", "1s")));
    }

    private static TestServer launch(Path data, int port, Optional<Credentials> known,
            Options options) {
        Map<String, String> printed = new ConcurrentHashMap<>();
        CountDownLatch answers = new CountDownLatch(1);
        try {
            Process process = new ProcessBuilder(command(data, port, options))
                    .redirectError(ProcessBuilder.Redirect.appendTo(logFile(data).toFile())).start();
            Thread.ofVirtual().start(() -> read(process, printed, answers));
            boolean ready = answers.await(START_SECONDS, TimeUnit.SECONDS);
            if (!ready || !printed.containsKey("origin")) {
                process.destroyForcibly();
                throw new AssertionError("The server did not start: " + Files.readString(logFile(data)));
            }
            return new TestServer(process, data, port, printed, known);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<String> command(Path data, int port, Options options) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-Xmx1g", "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1"));
        command.addAll(options.ofJava());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.holdfast.cli.Main", "serve",
                "--data", data.toString(), "--port", Integer.toString(port)));
        command.addAll(options.ofServe());
        return command;
    }

    /// Reads the output until it ends; the server is ready after the line that says whether this is
    /// rehearsal.
    private static void read(Process process, Map<String, String> printed, CountDownLatch ready) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line, printed);
                if (line.contains("REHEARSAL MODE")) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            printed.put("failure", String.valueOf(e.getMessage()));
        } finally {
            ready.countDown();
        }
    }

    private static void note(String line, Map<String, String> printed) {
        Matcher origin = ORIGIN.matcher(line);
        if (origin.find()) {
            printed.put("origin", origin.group(1));
        }
        Matcher imds = IMDS.matcher(line);
        if (imds.find()) {
            printed.put("imds", imds.group(1));
        }
        Matcher syslog = SYSLOG.matcher(line);
        if (syslog.find()) {
            printed.put(syslog.group(1), syslog.group(2));
        }
        Matcher authority = AUTHORITY.matcher(line);
        if (authority.find()) {
            printed.put("authority", authority.group(1));
        }
        Matcher variable = VARIABLE.matcher(line);
        if (variable.find()) {
            printed.put(variable.group(1), variable.group(2));
        }
    }

    private String value(String name) {
        String value = printed.get(name);
        if (value == null) {
            throw new AssertionError("The server did not print " + name);
        }
        return value;
    }

    private void awaitExit() {
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("The server did not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Path logFile(Path data) {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    static int freePort() {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// For connections that trust this server's authority and nobody else.
    SSLContext sslContext() {
        return trusting(authority);
    }

    private static SSLContext trusting(Path authority) {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("holdfast",
                    CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory
                    .getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
