package io.holdfast.bench;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.PlatformKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.Json;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Fills the vault of a server that is not running with copies of some of its keys in turn, many in a transaction: over
/// the API each would take a sync of its own.
///
/// The copies are keys like any other: their secret parts are sealed anew for them, as `docs/formats/vault-records.md`
/// has it, so they can be used.
record VaultSeed(Path data, List<String> templates) {

    private static final String VAULT = "bench";
    private static final int KEYS_AT_ONCE = 500;
    private static final int VERSION_BYTES = 16;

    void fill(int keys, int versions) {
        SecureRandom random = new SecureRandom();
        try (PlatformKey platform = PlatformKey.openOrCreate(data.resolve("platform.key"), Optional.empty(),
                random);
                SealingKey key = platform.sealingKey("state");
                SealingKey vaultKey = platform.sealingKey("vault");
                SealingKey material = vaultKey.derive(Aad.of("holdfast/vault-material/v1"));
                RecordDatabase database = RecordDatabase.open(data.resolve("state").resolve("platform.db"));
                RecordSpace space = database.openSpace("platform", key)) {
            String generation = json(space, RecordRef.of("keyvault/vault", VAULT)).path("generation")
                    .stringValue();
            Writer writer = new Writer(material, generation, random);
            List<Template> bodies = templates.stream().map(name -> writer.template(space, name)).toList();
            for (int from = 0; from < keys; from += KEYS_AT_ONCE) {
                int first = from;
                int last = Math.min(keys, from + KEYS_AT_ONCE);
                space.transact(transaction -> {
                    for (int number = first; number < last; number++) {
                        writer.put(transaction, name(number), bodies.get(number % bodies.size()), versions);
                    }
                    return last;
                });
            }
        }
    }

    /// The name of a seeded key.
    static String name(int number) {
        return String.format(Locale.ROOT, "seed%07d", number);
    }

    /// What is copied.
    ///
    /// @param secret in plain, for the time of the benchmark
    private record Template(ObjectNode key, ObjectNode version, byte[] secret) {}

    private static ObjectNode json(RecordSpace space, RecordRef ref) {
        return Json.parseObject(space.find(ref).orElseThrow().body());
    }

    private record Writer(SealingKey material, String generation, SecureRandom random) {

        Template template(RecordSpace space, String name) {
            ObjectNode key = json(space, new RecordRef("keyvault/key", VAULT, name));
            String current = key.path("current").stringValue();
            ObjectNode version = json(space, new RecordRef("keyvault/version", VAULT + "/" + name, current));
            byte[] sealed = Base64.getUrlDecoder().decode(version.path("material").stringValue());
            return new Template(key, version, material.open(sealed, aad(name, current)));
        }

        private Aad aad(String name, String version) {
            return Aad.of("holdfast/vault-key/v1").with(generation).with(name).with(version);
        }

        void put(RecordTransaction transaction, String name, Template template, int versions) {
            String current = "";
            for (int i = 0; i < versions; i++) {
                byte[] id = new byte[VERSION_BYTES];
                random.nextBytes(id);
                current = HexFormat.of().formatHex(id);
                byte[] sealed = material.seal(template.secret(), aad(name, current));
                ObjectNode version = template.version().deepCopy().put("version", current).put("material",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(sealed));
                transaction.put(new RecordRef("keyvault/version", VAULT + "/" + name, current),
                        Json.bytes(version));
            }
            ObjectNode key = template.key().deepCopy().put("name", name).put("current", current);
            transaction.put(new RecordRef("keyvault/key", VAULT, name), Json.bytes(key));
        }
    }
}
