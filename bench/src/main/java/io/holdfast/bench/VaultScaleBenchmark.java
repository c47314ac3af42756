package io.holdfast.bench;

import io.holdfast.identity.BootstrapCredentials;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// What calls cost in a vault with a few keys and in the same vault with very many.
record VaultScaleBenchmark(Report report, int keys) {

    /// Unless said otherwise.
    static final int DEFAULT_KEYS = 100_000;

    private static final int VERSIONS = 10;
    private static final int CONNECTIONS = 4;
    private static final double SECONDS = 2;
    private static final int WARM_UPS = 2;
    private static final String KEY = "{\"kty\":\"RSA\",\"key_size\":2048}";
    private static final int RSA_TEMPLATES = 3;
    private static final int SEEDED_KEYS_USED = 1000;
    private static final String VERSION = "?api-version=7.4";

    static void run(PrintStream out, int keys) throws IOException {
        out.println("Benchmark vault-large: " + keys + " keys with " + VERSIONS
                + " versions each (100,000 take some minutes)");
        Path folder = Files.createTempDirectory("holdfast-bench");
        try {
            new VaultScaleBenchmark(new Report("vault-large", out), keys).run(folder.resolve("data"));
        } finally {
            Folders.delete(folder);
        }
    }

    private void run(Path data) throws IOException {
        BootstrapCredentials owner;
        Map<String, Double> few;
        String used;
        List<String> templates;
        try (VaultUnderTest vault = VaultUnderTest.create(data)) {
            owner = vault.owner();
            used = vault.createKey("used", KEY);
            templates = templates(vault);
            few = costs(vault, used, List.of("template"));
        }
        long seeding = System.nanoTime();
        new VaultSeed(data, templates).fill(keys, VERSIONS);
        took("seeding", seeding);
        long start = System.nanoTime();
        try (VaultUnderTest vault = VaultUnderTest.reopen(data, owner)) {
            took("start-up with all keys", start);
            first(vault, "first wrapKey", vault.cryptoRequest(used, "wrapkey", "RSA-OAEP-256", new byte[32]));
            first(vault, "first page of the list", vault.getRequest("/keys" + VERSION));
            first(vault, "next page of the list", vault.getRequest("/keys" + VERSION));
            Map<String, Double> many = costs(vault, used, seeded());
            few.forEach((name, before) -> compared(name, before, many.getOrDefault(name, Double.NaN)));
        }
    }

    /// One symmetric key, and RSA keys that were made elsewhere.
    private static List<String> templates(VaultUnderTest vault) {
        List<String> names = new ArrayList<>(List.of("template"));
        vault.createKey("template", "{\"kty\":\"oct\",\"key_size\":256}");
        for (int i = 0; i < RSA_TEMPLATES; i++) {
            names.add("imported" + i);
            vault.importRsaKey("imported" + i);
        }
        return names;
    }

    /// Symmetric ones among the seeded keys.
    private List<String> seeded() {
        int templates = RSA_TEMPLATES + 1;
        return IntStream.range(0, Math.min(SEEDED_KEYS_USED, keys / templates))
                .mapToObj(number -> VaultSeed.name(number * templates)).toList();
    }

    private void compared(String name, double few, double many) {
        report.result(name,
                String.format(Locale.ROOT, "processor %7.0f us with few keys, %7.0f us with all: %5.2f x",
                        few,
                        many, many / few),
                Map.of("few_cpu_us", few, "many_cpu_us", many, "ratio", many / few));
    }

    private void took(String what, long start) {
        double millis = (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        report.result(what, String.format(Locale.ROOT, "%8.0f ms", millis), Map.of("ms", millis));
    }

    private void first(VaultUnderTest vault, String what, byte[] request) throws IOException {
        try (LeanClient client = vault.connect()) {
            long start = System.nanoTime();
            require(client, client.call(request));
            took(what, start);
        }
    }

    private static void require(LeanClient client, int status) {
        if (status != 200) {
            throw new IllegalStateException("The vault answered " + status + ": " + client.body());
        }
    }

    /// Processor microseconds a call, by operation.
    ///
    /// @param symmetric keys that are used in turn
    private static Map<String, Double> costs(VaultUnderTest vault, String used, List<String> symmetric) {
        Map<String, byte[]> requests = new LinkedHashMap<>();
        requests.put("wrapKey RSA-2048", vault.cryptoRequest(used, "wrapkey", "RSA-OAEP-256", new byte[32]));
        requests.put("get", vault.getRequest("/keys/used" + VERSION));
        requests.put("list, one page", vault.getRequest("/keys" + VERSION));
        requests.put("list of versions", vault.getRequest("/keys/used/versions" + VERSION));
        Map<String, Double> costs = new LinkedHashMap<>();
        requests.forEach((name, request) -> costs.put(name, cost(vault, List.of(request))));
        costs.put("wrapKey AES, keys in turn", cost(vault, symmetric.stream()
                .map(name -> vault.cryptoRequest("/keys/" + name + "/", "wrapkey", "A256KW", new byte[32]))
                .toList()));
        return costs;
    }

    private static double cost(VaultUnderTest vault, List<byte[]> requests) {
        AtomicInteger next = new AtomicInteger();
        Load.Worker worker = () -> {
            LeanClient client = vault.connect();
            return () -> require(client,
                    client.call(requests.get(Math.floorMod(next.getAndIncrement(), requests.size()))));
        };
        for (int i = 0; i < WARM_UPS; i++) {
            Load.saturate(CONNECTIONS, SECONDS, worker);
        }
        return Load.saturate(CONNECTIONS, SECONDS, worker).cpuMicros();
    }
}
