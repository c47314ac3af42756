package io.holdfast.bench;

import io.holdfast.rest.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
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
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// The vault over HTTPS with connections that are kept alive, server and client on the same cores, against
/// bare JCA calls in rounds that alternate.
final class VaultBenchmark {

    private static final String ALGORITHM = "RSA-OAEP-256";
    private static final List<Integer> SIZES = List.of(2048, 3072, 4096);
    private static final int ROUNDS = 5;
    private static final double ROUND_SECONDS = 1;
    private static final int MOST_WARM_UP_ROUNDS = 20;
    private static final double PACED_SECONDS = 4;
    private static final double MEASURED_SECONDS = 10;
    /// The part of the time that the compiler may still work.
    private static final double SETTLED = 0.02;
    private static final int CONNECTIONS = 8;

    private final VaultUnderTest vault;
    private final Report report;
    private final byte[] plaintext = new byte[32];
    private final int cores = Runtime.getRuntime().availableProcessors();

    private VaultBenchmark(VaultUnderTest vault, Report report) {
        this.vault = vault;
        this.report = report;
        new SecureRandom().nextBytes(plaintext);
    }

    static void run(PrintStream out) throws IOException, GeneralSecurityException {
        out.println("Benchmark vault (some minutes)");
        Path folder = Files.createTempDirectory("holdfast-bench");
        try (VaultUnderTest vault = VaultUnderTest.create(folder.resolve("data"))) {
            VaultBenchmark benchmark = new VaultBenchmark(vault, new Report("vault", out));
            // First, as it warms up what the others share.
            benchmark.wrap();
            for (int size : SIZES) {
                benchmark.unwrap(size);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private void unwrap(int bits) throws IOException, GeneralSecurityException {
        KeyPair bare = keyPair(bits);
        byte[] bareCiphertext = encrypt(bare.getPublic(), plaintext);
        String key = vault.createKey("rsa" + bits, "{\"kty\":\"RSA\",\"key_size\":" + bits + "}");
        byte[] request = vault.cryptoRequest(key, "unwrapkey", ALGORITHM, wrapped(key));
        Load.Worker bareWorker = () -> () -> decrypt(bare.getPrivate(), bareCiphertext);
        Ratio ratio = ratio(bareWorker, calls(request));
        report.result("unwrapKey RSA-" + bits, ratio.text(), ratio.numbers());
        if (bits == SIZES.getFirst()) {
            latency("unwrapKey RSA-" + bits, ratio.vault().callsPerSecond(), request);
        }
    }

    private void wrap() throws IOException, GeneralSecurityException {
        PublicKey bare = keyPair(2048).getPublic();
        String key = vault.createKey("wrapping", "{\"kty\":\"RSA\",\"key_size\":2048}");
        byte[] request = vault.cryptoRequest(key, "wrapkey", ALGORITHM, plaintext);
        Ratio ratio = ratio(() -> () -> encrypt(bare, plaintext), calls(request));
        report.result("wrapKey RSA-2048", ratio.text(), ratio.numbers());
        latency("wrapKey RSA-2048", ratio.vault().callsPerSecond(), request);
    }

    private void latency(String name, double saturating, byte[] request) {
        Load.Latency found = settled(saturating / 2, calls(request));
        report.result(name + " at half load",
                String.format(Locale.ROOT, "median %7.0f us   p99 %7.0f us   %5.2f x the median",
                        found.medianMicros(), found.p99Micros(), found.p99Micros() / found.medianMicros()),
                Map.of("median_us", found.medianMicros(), "p99_us", found.p99Micros(), "p99_by_median",
                        found.p99Micros() / found.medianMicros()));
    }

    /// The latencies once next to nothing is compiled any more: a load that leaves threads idle runs other paths
    /// than one that saturates.
    private static Load.Latency settled(double callsPerSecond, Load.Worker worker) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        for (int i = 0; i < MOST_WARM_UP_ROUNDS; i++) {
            long before = compiler.getTotalCompilationTime();
            Load.paced(CONNECTIONS, PACED_SECONDS, callsPerSecond, worker);
            long compiled = compiler.getTotalCompilationTime() - before;
            if (compiled < PACED_SECONDS * 1000 * SETTLED) {
                break;
            }
        }
        return Load.paced(CONNECTIONS, MEASURED_SECONDS, callsPerSecond, worker);
    }

    /// Medians over the rounds; the ratios are those of each round.
    ///
    /// @param ratio of calls a second
    /// @param cpuRatio of processor time: what the ratio of calls is where nothing else runs on the machine
    private record Ratio(Load.Rate bare, Load.Rate vault, double ratio, double cpuRatio) {

        String text() {
            return String.format(Locale.ROOT,
                    "%8.0f calls/s, bare JCA %8.0f: %5.1f %%   processor %7.0f us, bare %7.0f: %5.1f %%",
                    vault.callsPerSecond(), bare.callsPerSecond(), 100 * ratio, vault.cpuMicros(),
                    bare.cpuMicros(), 100 * cpuRatio);
        }

        Map<String, Double> numbers() {
            return Map.of("calls_per_second", vault.callsPerSecond(), "bare_calls_per_second",
                    bare.callsPerSecond(), "ratio", ratio, "cpu_us", vault.cpuMicros(), "bare_cpu_us",
                    bare.cpuMicros(), "cpu_ratio", cpuRatio);
        }
    }

    private Ratio ratio(Load.Worker bare, Load.Worker call) {
        warmUp(cores, bare);
        warmUp(CONNECTIONS, call);
        List<Load.Rate> bares = new ArrayList<>();
        List<Load.Rate> vaults = new ArrayList<>();
        double[] ratios = new double[ROUNDS];
        double[] cpuRatios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            bares.add(Load.saturate(cores, ROUND_SECONDS, bare));
            vaults.add(Load.saturate(CONNECTIONS, ROUND_SECONDS, call));
            ratios[i] = vaults.get(i).callsPerSecond() / bares.get(i).callsPerSecond();
            cpuRatios[i] = bares.get(i).cpuMicros() / vaults.get(i).cpuMicros();
        }
        return new Ratio(median(bares), median(vaults), median(ratios), median(cpuRatios));
    }

    /// Until a call takes no less processor time than it did in the rounds before.
    private static void warmUp(int threads, Load.Worker worker) {
        double best = Double.MAX_VALUE;
        int withoutGain = 0;
        for (int i = 0; i < MOST_WARM_UP_ROUNDS && withoutGain < 3; i++) {
            double now = Load.saturate(threads, ROUND_SECONDS, worker).cpuMicros();
            withoutGain = now < best * 0.95 ? 0 : withoutGain + 1;
            best = Math.min(best, now);
        }
    }

    private static Load.Rate median(List<Load.Rate> rates) {
        return new Load.Rate(median(rates.stream().mapToDouble(Load.Rate::callsPerSecond).toArray()),
                median(rates.stream().mapToDouble(Load.Rate::cpuMicros).toArray()));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private Load.Worker calls(byte[] request) {
        return () -> {
            LeanClient client = vault.connect();
            return () -> {
                int status = client.call(request);
                if (status != 200) {
                    throw new IllegalStateException("The vault answered " + status + ": " + client.body());
                }
            };
        };
    }

    private byte[] wrapped(String key) throws IOException {
        try (LeanClient client = vault.connect()) {
            client.call(vault.cryptoRequest(key, "wrapkey", ALGORITHM, plaintext));
            return Base64.getUrlDecoder()
                    .decode(Json.parse(client.body().getBytes(StandardCharsets.UTF_8))
                            .path("value").stringValue());
        }
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
