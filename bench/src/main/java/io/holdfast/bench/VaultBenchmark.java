package io.holdfast.bench;

import io.holdfast.rest.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// The vault over HTTPS with connections that are kept alive, `./holdfast serve` and its client in a process each on
/// the same cores, against bare JCA calls in rounds that alternate.
final class VaultBenchmark {

    private static final String ALGORITHM = "RSA-OAEP-256";
    private static final List<Integer> SIZES = List.of(2048, 3072, 4096);
    private static final int ROUNDS = 15;
    private static final double ROUND_SECONDS = 1;
    private static final int MOST_WARM_UP_ROUNDS = 20;
    private static final int PACED_ROUNDS = 15;
    private static final int MOST_PACED_ROUNDS = 60;
    private static final double PACED_SECONDS = 2;
    private static final double SETTLING_SECONDS = 6;
    /// How far apart the rates before and after a round may be.
    private static final double EVEN = 0.1;
    /// The part of the time that the compilers may still work.
    private static final double SETTLED = 0.005;
    private static final int CONNECTIONS = 8;

    private final Report report;
    private final Calls prepared;
    private final ServerChild server;
    private final List<LeanClient> connections;
    private final AtomicInteger taken = new AtomicInteger();
    private final int cores = Runtime.getRuntime().availableProcessors();

    private VaultBenchmark(Report report, Calls prepared, ServerChild server,
            List<LeanClient> connections) {
        this.report = report;
        this.prepared = prepared;
        this.server = server;
        this.connections = connections;
    }

    /// Calls that are ready to be sent.
    ///
    /// @param unwraps by the size of the key
    private record Calls(VaultUnderTest.Address address, byte[] plaintext, byte[] wrap,
            Map<Integer, byte[]> unwraps) {}

    static void run(PrintStream out) throws IOException, GeneralSecurityException {
        out.println("Benchmark vault (some minutes)");
        Path folder = Files.createTempDirectory("holdfast-bench");
        try {
            Path data = folder.resolve("data");
            Calls calls = prepare(data);
            VaultUnderTest.Address address = calls.address();
            try (ServerChild server = ServerChild.start(data, address.origin().getPort())) {
                server.firstAnswer(address.tls(), address.origin(), calls.wrap()).close();
                List<LeanClient> connections = new ArrayList<>();
                try {
                    for (int i = 0; i < CONNECTIONS; i++) {
                        connections.add(address.connect());
                    }
                    new VaultBenchmark(new Report("vault", out), calls, server, connections).run();
                } finally {
                    for (LeanClient connection : connections) {
                        connection.close();
                    }
                }
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static Calls prepare(Path data) throws IOException {
        byte[] plaintext = new byte[32];
        new SecureRandom().nextBytes(plaintext);
        Map<Integer, byte[]> unwraps = new TreeMap<>();
        try (VaultUnderTest vault = VaultUnderTest.create(data)) {
            for (int size : SIZES) {
                String key = vault.createKey("rsa" + size, "{\"kty\":\"RSA\",\"key_size\":" + size + "}");
                unwraps.put(size, vault.cryptoRequest(key, "unwrapkey", ALGORITHM,
                        wrapped(vault, vault.cryptoRequest(key, "wrapkey", ALGORITHM, plaintext))));
            }
            String key = vault.createKey("wrapping", "{\"kty\":\"RSA\",\"key_size\":2048}");
            return new Calls(vault.address(), plaintext,
                    vault.cryptoRequest(key, "wrapkey", ALGORITHM, plaintext), unwraps);
        }
    }

    private static byte[] wrapped(VaultUnderTest vault, byte[] request) throws IOException {
        try (LeanClient client = vault.connect()) {
            client.call(request);
            return Base64.getUrlDecoder().decode(
                    Json.parse(client.body().getBytes(StandardCharsets.UTF_8)).path("value").stringValue());
        }
    }

    private void run() throws IOException, GeneralSecurityException {
        // First, as it warms up what the others share.
        PublicKey open = keyPair(2048).getPublic();
        byte[] plaintext = prepared.plaintext();
        compared("wrapKey RSA-2048", () -> () -> encrypt(open, plaintext), calls(prepared.wrap()));
        latency("wrapKey RSA-2048", calls(prepared.wrap()));
        for (Map.Entry<Integer, byte[]> unwrap : prepared.unwraps().entrySet()) {
            int size = unwrap.getKey();
            KeyPair bare = keyPair(size);
            byte[] ciphertext = encrypt(bare.getPublic(), plaintext);
            Load.Worker calls = calls(unwrap.getValue());
            compared("unwrapKey RSA-" + size, () -> () -> decrypt(bare.getPrivate(), ciphertext), calls);
            if (size == SIZES.getFirst()) {
                latency("unwrapKey RSA-" + size, calls);
            }
        }
    }

    private void compared(String name, Load.Worker bare, Load.Worker calls) throws IOException {
        Ratio ratio = ratio(bare, calls);
        report.result(name, ratio.text(), ratio.numbers());
    }

    /// Latencies at half of the rate that saturates, which is measured before and after each round: a round in which
    /// the machine's speed changed had another load, and does not count.
    private void latency(String name, Load.Worker calls) throws IOException {
        double half = saturated(calls).callsPerSecond() / 2;
        // A load that leaves threads idle runs other paths than one that saturates.
        settle(() -> Load.paced(CONNECTIONS, SETTLING_SECONDS, half, calls));
        List<Load.Latency> rounds = new ArrayList<>();
        int tried = 0;
        try (SteadyCores cores = steadyCores()) {
            double rate = saturated(calls).callsPerSecond();
            while (rounds.size() < PACED_ROUNDS && tried < MOST_PACED_ROUNDS) {
                tried++;
                Load.Latency round = Load.paced(CONNECTIONS, PACED_SECONDS, rate / 2, calls);
                double after = saturated(calls).callsPerSecond();
                if (Math.abs(after / rate - 1) <= EVEN) {
                    rounds.add(round);
                }
                rate = after;
            }
            if (rounds.isEmpty()) {
                throw new IllegalStateException(
                        "The machine's speed changed in each of " + tried + " rounds");
            }
            report(name + " at half load", rounds, tried, cores.conditions());
        }
    }

    /// From the start of rounds on: under it, a load that saturates leaves compilers nothing.
    private SteadyCores steadyCores() throws IOException {
        return SteadyCores.hold(List.of(ProcessHandle.current().pid(), server.pid()));
    }

    private void report(String name, List<Load.Latency> rounds, int tried, String conditions) {
        double median = median(rounds, Load.Latency::medianMicros);
        double p99 = median(rounds, Load.Latency::p99Micros);
        double ratio = median(rounds, Load.Latency::p99ByMedian);
        double late = median(rounds, Load.Latency::lateMicros);
        String each = rounds.stream().map(round -> String.format(Locale.ROOT, "%.2f", round.p99ByMedian()))
                .collect(Collectors.joining(", "));
        report.result(name, String.format(Locale.ROOT,
                "%7.0f calls/s   median %7.0f us (sent %.0f us late)   p99 %7.0f us   %5.2f x the median"
                        + " (%s; %d of %d rounds were even; %s)",
                median(rounds, Load.Latency::calls) / PACED_SECONDS, median, late, p99, ratio, each,
                rounds.size(), tried, conditions),
                Map.of("median_us", median, "p99_us", p99, "p99_by_median", ratio, "late_us", late));
    }

    /// Until next to nothing is compiled any more.
    private void settle(Runnable round) throws IOException {
        Load.settle(MOST_WARM_UP_ROUNDS, SETTLED, () -> Load.compilerSeconds() + server.compilerSeconds(),
                round);
    }

    private Load.Rate saturated(Load.Worker calls) {
        return Load.saturate(CONNECTIONS, ROUND_SECONDS, calls, server::cpuNanos);
    }

    /// Medians over the rounds; the ratios are those of each round.
    ///
    /// @param conditions what the cores were, in words
    /// @param ratio of calls a second
    /// @param cpuRatio of processor time: what the ratio of calls is where nothing else runs on the machine
    private record Ratio(String conditions, Load.Rate bare, Load.Rate vault, double ratio, double cpuRatio) {

        String text() {
            return String.format(Locale.ROOT,
                    "%8.0f calls/s, bare JCA %8.0f: %5.1f %%   processor %7.0f us, bare %7.0f: %5.1f %%"
                            + " (%s)",
                    vault.callsPerSecond(), bare.callsPerSecond(), 100 * ratio, vault.cpuMicros(),
                    bare.cpuMicros(), 100 * cpuRatio, conditions);
        }

        Map<String, Double> numbers() {
            return Map.of("calls_per_second", vault.callsPerSecond(), "bare_calls_per_second",
                    bare.callsPerSecond(), "ratio", ratio, "cpu_us", vault.cpuMicros(), "bare_cpu_us",
                    bare.cpuMicros(), "cpu_ratio", cpuRatio);
        }
    }

    private Ratio ratio(Load.Worker bare, Load.Worker calls) throws IOException {
        settle(() -> Load.saturate(cores, ROUND_SECONDS, bare));
        settle(() -> saturated(calls));
        List<Load.Rate> bares = new ArrayList<>();
        List<Load.Rate> vaults = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> cpuRatios = new ArrayList<>();
        try (SteadyCores steady = steadyCores()) {
            for (int i = 0; i < ROUNDS; i++) {
                bares.add(Load.saturate(cores, ROUND_SECONDS, bare));
                vaults.add(saturated(calls));
                ratios.add(vaults.get(i).callsPerSecond() / bares.get(i).callsPerSecond());
                cpuRatios.add(bares.get(i).cpuMicros() / vaults.get(i).cpuMicros());
            }
            return new Ratio(steady.conditions(), median(bares), median(vaults),
                    median(ratios, ratio -> ratio), median(cpuRatios, ratio -> ratio));
        }
    }

    private static Load.Rate median(List<Load.Rate> rates) {
        return new Load.Rate(median(rates, Load.Rate::callsPerSecond), median(rates, Load.Rate::cpuMicros));
    }

    private static <T> double median(List<T> rounds, ToDoubleFunction<T> figure) {
        return Spread.of(rounds, figure).median();
    }

    /// Over the connections that all rounds share: as many threads as there are connections run at once.
    private Load.Worker calls(byte[] request) {
        return () -> {
            LeanClient client = connections.get(taken.getAndIncrement() % CONNECTIONS);
            return () -> {
                int status = client.call(request);
                if (status != 200) {
                    throw new IllegalStateException("The vault answered " + status + ": " + client.body());
                }
            };
        };
    }

    private static KeyPair keyPair(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static Cipher oaep() throws GeneralSecurityException {
        return Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    }

    private static byte[] encrypt(PublicKey key, byte[] plaintext) throws GeneralSecurityException {
        Cipher cipher = oaep();
        cipher.init(Cipher.ENCRYPT_MODE, key, parameters());
        return cipher.doFinal(plaintext);
    }

    private static byte[] decrypt(PrivateKey key, byte[] ciphertext) throws GeneralSecurityException {
        Cipher cipher = oaep();
        cipher.init(Cipher.DECRYPT_MODE, key, parameters());
        return cipher.doFinal(ciphertext);
    }

    private static OAEPParameterSpec parameters() {
        return new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    }
}
