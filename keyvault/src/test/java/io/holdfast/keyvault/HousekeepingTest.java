package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the vaults do by themselves as time goes by.
class HousekeepingTest {

    private static final String OCT = "{\"kty\":\"oct\"}";
    private static final String AFTER_90_DAYS = "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":"
            + "\"P90D\"},\"action\":{\"type\":\"Rotate\"}}],\"attributes\":{\"expiryTime\":\"P1Y\"}}";

    private final SetTimer timer = new SetTimer();

    @TempDir
    Path folder;
    private VaultFixture vaults;

    @BeforeEach
    void open() {
        vaults = new VaultFixture(folder, SealingKey.generate(new SecureRandom()));
        vaults.service.start(timer);
        vaults.createVault("vlt", "all purge", "\"softDeleteRetentionInDays\":7");
    }

    @AfterEach
    void close() {
        vaults.close();
    }

    private VaultFixture.Answer call(String call, String body) {
        return vaults.keys("vlt", call, body);
    }

    /// Time passes, and the housekeeping runs.
    private void pass(Duration time) {
        timer.nanos += time.toNanos();
        vaults.clock.set(vaults.clock.instant().plus(time));
        timer.tick();
    }

    private List<String> audited() {
        return vaults.service.audit(1, 1000).stream().map(entry -> entry.event().operationName()).toList();
    }

    @Test
    void ruleT9_aKeyIsRotatedWhenItIsOldEnoughAndNotBefore() {
        String first = call("POST /keys/k/create", OCT).text("/key/kid");
        call("PUT /keys/k/rotationpolicy", AFTER_90_DAYS);
        pass(Duration.ofDays(90).minusSeconds(1));
        assertThat(call("GET /keys/k", "").text("/key/kid")).isEqualTo(first);
        pass(Duration.ofSeconds(1));
        String second = call("GET /keys/k", "").text("/key/kid");
        pass(Duration.ofDays(89));

        assertThat(second).isNotEqualTo(first);
        assertThat(call("GET /keys/k", "").text("/key/kid")).isEqualTo(second);
        assertThat(call("GET /keys/k/versions", "").json().path("value")).hasSize(2);
        List<AuditEvent> events = vaults.service.audit(1, 100).stream().map(AuditEntry::event)
                .filter(event -> event.operationName().equals("KeyRotateIfDue")).toList();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().request().keyId()).isEqualTo(second);
        assertThat(events.getFirst().client().objectId()).isEmpty();
        assertThat(events.getFirst().result().status()).isEqualTo(200);
        assertThat(vaults.changes).contains(new VaultChange("vlt", Optional.of("k")));
    }

    @Test
    void aKeyIsRotatedSoLongBeforeItExpires() {
        long end = VaultFixture.START.plus(Duration.ofDays(60)).getEpochSecond();
        String first = call("POST /keys/k/create", "{\"kty\":\"oct\",\"attributes\":{\"exp\":" + end + "}}")
                .text("/key/kid");
        call("PUT /keys/k/rotationpolicy",
                "{\"lifetimeActions\":[{\"trigger\":{\"timeBeforeExpiry\":\"P10D\"},"
                        + "\"action\":{\"type\":\"rotate\"}}],\"attributes\":{\"expiryTime\":\"P60D\"}}");
        pass(Duration.ofDays(50).minusSeconds(1));
        assertThat(call("GET /keys/k", "").text("/key/kid")).isEqualTo(first);
        pass(Duration.ofSeconds(1));

        assertThat(call("GET /keys/k", "").text("/key/kid")).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"'PATCH /keys/k','{\"attributes\":{\"enabled\":false}}'", "'DELETE /keys/k',''"})
    void aDisabledOrDeletedKeyIsNotRotated(String call, String body) {
        call("POST /keys/k/create", OCT);
        call("PUT /keys/k/rotationpolicy", AFTER_90_DAYS);
        pass(Duration.ofDays(89));
        call(call, body);
        pass(Duration.ofDays(1));
        call("POST /deletedkeys/k/recover", "");

        assertThat(call("GET /keys/k/versions", "").json().path("value")).hasSize(1);
        assertThat(audited()).doesNotContain("KeyRotateIfDue");
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersFromBeingRotated() {
        for (String name : List.of("a", "b", "c")) {
            call("POST /keys/" + name + "/create", OCT);
            call("PUT /keys/" + name + "/rotationpolicy", AFTER_90_DAYS);
        }
        vaults.service.onChange(change -> {
            throw new IllegalStateException("A listener that fails");
        });
        pass(Duration.ofDays(90));

        for (String name : List.of("a", "b", "c")) {
            assertThat(call("GET /keys/" + name + "/versions", "").json().path("value")).hasSize(2);
        }
    }

    @Test
    void rulesV4_G13_aDeletedKeyIsPurgedWhenItsRetentionEndsAndNotBefore() {
        vaults.manage("PATCH /vaults/vlt", "{\"properties\":{\"enablePurgeProtection\":true}}");
        call("POST /keys/k/create", OCT);
        call("POST /keys/kept/create", OCT);
        call("DELETE /keys/k", "");
        pass(Duration.ofDays(7).minusSeconds(1));
        assertThat(call("GET /deletedkeys/k", "").status()).isEqualTo(200);
        assertThat(call("POST /keys/k/create", OCT).error())
                .isEqualTo("Conflict ObjectIsDeletedButRecoverable");
        pass(Duration.ofSeconds(1));

        assertThat(call("GET /deletedkeys/k", "").error()).isEqualTo("KeyNotFound ");
        assertThat(call("GET /deletedkeys", "").json().path("value")).isEmpty();
        assertThat(call("GET /keys/kept", "").status()).isEqualTo(200);
        assertThat(call("POST /keys/k/create", OCT).status()).isEqualTo(200);
        assertThat(audited()).contains("KeyPurge");
    }

    @Test
    void aRecoveredKeyIsNotPurged() {
        call("POST /keys/k/create", OCT);
        call("DELETE /keys/k", "");
        call("POST /deletedkeys/k/recover", "");
        pass(Duration.ofDays(8));

        assertThat(call("GET /keys/k", "").status()).isEqualTo(200);
    }

    @Test
    void aDeletedVaultIsPurgedWithItsKeysWhenItsRetentionEnds() {
        call("POST /keys/k/create", OCT);
        vaults.manage("DELETE /vaults/vlt", "");
        pass(Duration.ofDays(6));
        assertThat(vaults.manage("GET /locations/westeurope/deletedVaults/vlt", "").status()).isEqualTo(200);
        pass(Duration.ofDays(1));

        assertThat(vaults.manage("GET /locations/westeurope/deletedVaults/vlt", "").status()).isEqualTo(404);
        assertThat(vaults.createVault("vlt", "all", "").status()).isEqualTo(201);
        assertThat(call("GET /keys/k", "").status()).isEqualTo(404);
        assertThat(audited()).contains("VaultPurge");
    }

    @Test
    void afterAJumpOfTheWallClockNothingIsPurged() {
        call("POST /keys/k/create", OCT);
        call("DELETE /keys/k", "");
        vaults.clock.set(vaults.clock.instant().plus(Duration.ofDays(30)));
        timer.tick();
        assertThat(call("GET /deletedkeys/k", "").status()).isEqualTo(200);
        pass(Duration.ofDays(1));
        assertThat(call("GET /deletedkeys/k", "").status()).isEqualTo(200);

        vaults.service.start(timer);
        assertThat(call("GET /deletedkeys/k", "").status()).isEqualTo(404);
    }

    @Test
    void whatIsPurgedIsToldToItsProvider() {
        List<String> purged = new ArrayList<>();
        vaults.service.store().onPurge(view -> purged.add(view.key().name() + view.version().tags()));
        call("POST /keys/k/create", "{\"kty\":\"oct\",\"tags\":{\"n\":\"1\"}}");
        call("POST /keys/k/rotate", "");
        call("DELETE /keys/k", "");
        assertThat(purged).isEmpty();
        call("DELETE /deletedkeys/k", "");

        assertThat(purged).containsExactly("k{n=1}", "k{n=1}");
    }

    /// A timer that runs what it was given when it is told to.
    private static final class SetTimer implements VaultTimer {

        private final List<Runnable> works = new ArrayList<>();
        private long nanos;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void every(Duration period, Runnable work) {
            works.add(work);
            work.run();
        }

        void tick() {
            works.getLast().run();
        }

        @Override
        public void close() {
            works.clear();
        }
    }
}
