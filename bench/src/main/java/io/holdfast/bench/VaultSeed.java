package io.holdfast.bench;

import io.holdfast.crypto.PlatformKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Fills the vault of a server that is not running with copies of one of its keys, many in a transaction: over
/// the API each would take a sync of its own.
///
/// The copies are listed and read like any key; their secret parts are the copied key's and bound to it, so
/// they cannot be used.
record VaultSeed(Path data, String template) {

    private static final String VAULT = "bench";
    private static final int KEYS_AT_ONCE = 500;
    private static final int VERSION_BYTES = 16;

    void fill(int keys, int versions) {
        SecureRandom random = new SecureRandom();
        try (PlatformKey platform = PlatformKey.openOrCreate(data.resolve("platform.key"), Optional.empty(),
                random);
                SealingKey key = platform.sealingKey("state");
                RecordDatabase database = RecordDatabase.open(data.resolve("state").resolve("platform.db"));
                RecordSpace space = database.openSpace("platform", key)) {
            String keyBody = text(space, new RecordRef("keyvault/key", VAULT, template));
            String version = keyBody.replaceAll(".*\"current\":\"([0-9a-f]+)\".*", "$1");
            String versionBody = text(space,
                    new RecordRef("keyvault/version", VAULT + "/" + template, version));
            for (int from = 0; from < keys; from += KEYS_AT_ONCE) {
                int first = from;
                int last = Math.min(keys, from + KEYS_AT_ONCE);
                space.transact(transaction -> {
                    for (int number = first; number < last; number++) {
                        String name = String.format(Locale.ROOT, "seed%07d", number);
                        put(transaction, name, new Bodies(keyBody, versionBody, version, versions), random);
                    }
                    return last;
                });
            }
        }
    }

    private record Bodies(String key, String version, String templateVersion, int versions) {}

    private void put(RecordTransaction transaction, String name, Bodies bodies, SecureRandom random) {
        String current = "";
        for (int i = 0; i < bodies.versions(); i++) {
            byte[] id = new byte[VERSION_BYTES];
            random.nextBytes(id);
            current = HexFormat.of().formatHex(id);
            transaction.put(new RecordRef("keyvault/version", VAULT + "/" + name, current),
                    bytes(bodies.version().replace(bodies.templateVersion(), current)));
        }
        transaction.put(new RecordRef("keyvault/key", VAULT, name), bytes(bodies.key()
                .replace(bodies.templateVersion(), current)
                .replace("\"" + template + "\"", "\"" + name + "\"")));
    }

    private static String text(RecordSpace space, RecordRef ref) {
        return new String(space.find(ref).orElseThrow().body(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
