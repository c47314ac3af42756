package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import io.holdfast.keyvault.VaultFixture.Answer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every kind of write of the vaults, ended at each of its steps: the folder is copied as it is then, which is what a
/// process that is killed leaves. Each copy opens, and has the state before the write or the one after it.
///
/// A step is each sealing (of a row, a head of rows, key material, an audit event) and the moment after the commit.
class VaultCrashTest {

    private static final String OCT = "{\"kty\":\"oct\"}";
    private static final String JWK = "{\"key\":{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}}";
    private static final String POLICY = "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P90D\"},"
            + "\"action\":{\"type\":\"Rotate\"}}],\"attributes\":{\"expiryTime\":\"P1Y\"}}";
    private static final String OTHER = "cccccccc-cccc-cccc-cccc-cccccccccccc";

    private final Steps steps = new Steps();
    private final SealingKey key = SealingKey.generate(steps);
    private final SetTimer timer = new SetTimer();

    @TempDir
    Path folder;
    private VaultFixture vaults;
    private int copies;
    private FolderCopy looked = new FolderCopy(Map.of());
    private String lookedState = "";

    @BeforeEach
    void open() {
        vaults = new VaultFixture(folder.resolve("data"), key);
        vaults.service.onChange(_ -> steps.step());
        vaults.service.start(timer);
        vaults.createVault("vlt", "all purge", "");
    }

    @AfterEach
    void close() {
        vaults.close();
    }

    /// Copies the folder at each step of the thread that makes the write.
    private static final class Steps extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private transient List<FolderCopy> taken = new ArrayList<>();
        private transient Path watched = Path.of("");
        private transient Thread writer = Thread.currentThread();
        private transient boolean watching;

        void watch(Path data) {
            watched = data;
            taken = new ArrayList<>();
            writer = Thread.currentThread();
            watching = true;
            step();
        }

        List<FolderCopy> end() {
            step();
            watching = false;
            return taken;
        }

        void step() {
            if (watching && Thread.currentThread().equals(writer)) {
                FolderCopy now = FolderCopy.of(watched);
                if (taken.isEmpty() || !taken.getLast().same(now)) {
                    taken.add(now);
                }
            }
        }

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            step();
        }
    }

    private static final class SetTimer implements VaultTimer {

        private long nanos;
        private Runnable task = () -> {};

        @Override
        public void every(Duration period, Runnable work) {
            task = work;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void close() {}
    }

    private void write(String what, Runnable write) {
        steps.watch(folder.resolve("data"));
        write.run();
        assertThat(vaults.service.lastAuditEventOnDisk())
                .as(what + ": its event is on disk when it is answered")
                .isEqualTo(vaults.service.lastAuditEvent());
        List<String> states = steps.end().stream().map(this::stateOf).toList();

        String before = states.getFirst();
        String after = states.getLast();
        assertThat(after).as(what).isNotEqualTo(before);
        List<String> found = states.stream()
                .map(state -> state.equals(before) ? "before" : state.equals(after) ? "after" : state)
                .toList();
        int committed = found.indexOf("after");
        assertThat(found.subList(0, committed)).as(what).containsOnly("before");
        assertThat(found.subList(committed, found.size())).as(what + ", also between commit and answer")
                .containsOnly("after").hasSizeGreaterThan(1);
    }

    private void keys(String call, String body) {
        write(call, () -> assertThat(vaults.keys("vlt", call, body).status()).isBetween(200, 204));
    }

    private void manage(String call, String body) {
        write(call, () -> assertThat(vaults.manage(call, body).status()).isBetween(200, 204));
    }

    /// Everything that the APIs say of a copy, and whether its keys work and its audit log is sound.
    private String stateOf(FolderCopy copy) {
        if (!looked.same(copy)) {
            lookedState = look(copy);
            looked = copy;
        }
        return lookedState;
    }

    private String look(FolderCopy copy) {
        Path place = folder.resolve("copy" + copies++);
        copy.writeTo(place);
        StringBuilder state = new StringBuilder();
        try (VaultFixture found = new VaultFixture(place, key)) {
            assertThat(found.service.verifyAudit().problem()).isEmpty();
            JsonNode all = found.manage("GET /vaults", "").json();
            state.append(all).append(found.manage("GET /deletedVaults", "").json());
            for (JsonNode vault : all.path("value")) {
                look(found, vault.path("name").stringValue(), state);
            }
        }
        return state.toString();
    }

    private static void look(VaultFixture found, String vault, StringBuilder state) {
        state.append(found.keys(vault, "GET /deletedkeys", "").json());
        Answer listed = found.keys(vault, "GET /keys", "");
        for (JsonNode item : listed.json().path("value")) {
            String path = item.path("kid").stringValue().replaceFirst(".*/keys/", "/keys/");
            JsonNode key = found.keys(vault, "GET " + path, "").json();
            state.append(key).append(found.keys(vault, "GET " + path + "/versions", "").json())
                    .append(found.keys(vault, "GET " + path + "/rotationpolicy", "").json());
            if (key.at("/key/kty").asString().equals("oct")) {
                Answer wrapped = found.keys(vault, "POST " + path + "/wrapkey",
                        "{\"alg\":\"A" + bits(path) + "KW\",\"value\":\"AAECAwQFBgcICQoLDA0ODw\"}");
                assertThat(wrapped.status()).as(path + " works: " + wrapped.json()).isEqualTo(200);
            }
        }
    }

    private static int bits(String path) {
        return path.equals("/keys/taken") ? 128 : 256;
    }

    @Test
    void everyWriteOfAKeyLeavesTheOldOrTheNewState() {
        keys("POST /keys/made/create", OCT);
        keys("POST /keys/made/create", OCT);
        keys("PUT /keys/taken", JWK);
        keys("PUT /keys/taken", JWK);
        keys("PATCH /keys/made", "{\"tags\":{\"a\":\"1\"},\"attributes\":{\"enabled\":true}}");
        keys("PUT /keys/made/rotationpolicy", POLICY);
        keys("POST /keys/made/rotate", "");
        String backup = vaults.keys("vlt", "POST /keys/made/backup", "").text("/value");
        keys("DELETE /keys/made", "");
        keys("POST /deletedkeys/made/recover", "");
        keys("DELETE /keys/made", "");
        keys("DELETE /deletedkeys/made", "");
        keys("POST /keys/restore", "{\"value\":\"" + backup + "\"}");
        write("automatic rotation", () -> pass(Duration.ofDays(90)));
        keys("PUT /keys/made/rotationpolicy", "{\"attributes\":{\"expiryTime\":\"P2Y\"}}");
        keys("DELETE /keys/taken", "");
        write("purge at the end of the retention", () -> pass(Duration.ofDays(90)));
        manage("PUT /vaults/vlt/keys/arm", "{\"properties\":{\"kty\":\"EC\",\"curveName\":\"P-256\"}}");
    }

    private void pass(Duration time) {
        timer.nanos += time.toNanos();
        vaults.clock.set(vaults.clock.instant().plus(time));
        timer.task.run();
    }

    @Test
    void everyWriteOfAVaultLeavesTheOldOrTheNewState() {
        String policy = VaultFixture.policy(OTHER, "get");
        String policies = "{\"properties\":{\"accessPolicies\":[" + policy + "]}}";
        String body = VaultFixture.vaultBody(VaultFixture.policy(VaultFixture.USER, "all purge"), "");
        manage("PUT /vaults/second", body);
        keys("POST /keys/kept/create", OCT);
        vaults.keys("second", "POST /keys/gone/create", OCT);
        manage("PATCH /vaults/second", "{\"tags\":{\"team\":\"other\"}}");
        manage("PUT /vaults/second", body);
        manage("PUT /vaults/second/accessPolicies/add", policies);
        manage("PUT /vaults/second/accessPolicies/remove", policies);
        manage("PUT /vaults/second/accessPolicies/replace", policies);
        manage("DELETE /vaults/second", "");
        manage("PUT /vaults/second",
                body.replace("\"properties\":{", "\"properties\":{\"createMode\":\"recover\","));
        manage("DELETE /vaults/second", "");
        manage("POST /locations/westeurope/deletedVaults/second/purge", "");
        manage("PUT /vaults/third", body);
        manage("DELETE /vaults/third", "");
        write("purge at the end of the retention", () -> pass(Duration.ofDays(90)));
    }

    /// How many encryptions with AES-GCM a key may still do is kept, too: it is set aside before the first of them.
    @Test
    void aKillBetweenSettingEncryptionsAsideAndDoingThemOnlyWastesThem() {
        vaults.keys("vlt", "POST /keys/gcm/create", OCT);
        Map<Boolean, Integer> works = new HashMap<>();
        steps.watch(folder.resolve("data"));
        assertThat(encrypt(vaults)).isTrue();
        for (FolderCopy copy : steps.end()) {
            Path place = folder.resolve("copy" + copies++);
            copy.writeTo(place);
            try (VaultFixture found = new VaultFixture(place, key)) {
                works.merge(encrypt(found), 1, Integer::sum);
            }
        }
        assertThat(works).containsOnlyKeys(true);
        assertThat(works.get(true)).isGreaterThan(2);
    }

    private static boolean encrypt(VaultFixture vaults) {
        return vaults.keys("vlt", "POST /keys/gcm//encrypt", "{\"alg\":\"A256GCM\",\"value\":\"AAEC\"}")
                .status() == 200;
    }
}
