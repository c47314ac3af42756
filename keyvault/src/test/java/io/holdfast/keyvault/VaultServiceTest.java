package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.UnsealException;
import io.holdfast.records.RecordException;
import io.holdfast.records.RecordRef;
import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Calls from inside the process, word of changes, audit, and what lies on the disk.
class VaultServiceTest {

    private static final String OCT = "{\"kty\":\"oct\",\"key_size\":256}";
    private static final String ALGORITHM = "A256KW";
    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String MANAGED = "cccccccc-cccc-cccc-cccc-cccccccccccc";

    private final SealingKey key = SealingKey.generate(new SecureRandom());

    @TempDir
    Path folder;
    private VaultFixture vaults;

    @BeforeEach
    void open() {
        vaults = new VaultFixture(folder, key);
    }

    @AfterEach
    void close() {
        vaults.close();
    }

    private void reopen() {
        vaults.close();
        vaults = new VaultFixture(folder, key);
    }

    private KeyId keyWithPolicy() {
        vaults.createVault("vlt", "all purge", "\"enablePurgeProtection\":true");
        grant("add", "get wrapKey unwrapKey");
        return id(vaults.keys("vlt", "POST /keys/kek/create", OCT).text("/key/kid")).withoutVersion();
    }

    private KeyId id(String kid) {
        return vaults.service.addresses().parse(kid);
    }

    private void grant(String change, String permissions) {
        assertThat(vaults.manage("PUT /vaults/vlt/accessPolicies/" + change,
                "{\"properties\":{\"accessPolicies\":[" + VaultFixture.policy(MANAGED, permissions) + "]}}")
                .status()).isEqualTo(200);
    }

    private VaultPrincipal principal() {
        return vaults.service.as(MANAGED);
    }

    @Test
    void aPrincipalReadsWrapsAndUnwraps() {
        KeyId id = keyWithPolicy();
        KeyProperties properties = principal().key(id);
        Wrapped wrapped = principal().wrapKey(id, ALGORITHM, SECRET);

        assertThat(properties.recoverable()).isTrue();
        assertThat(properties.enabled()).isTrue();
        assertThat(properties.keyType()).isEqualTo("oct");
        assertThat(properties.sizeBits()).isEqualTo(256);
        assertThat(wrapped.keyId()).isEqualTo(properties.id());
        assertThat(wrapped.keyId().withoutVersion()).isEqualTo(id);
        assertThat(principal().unwrapKey(wrapped.keyId(), ALGORITHM, wrapped.value())).isEqualTo(SECRET);
        vaults.keys("vlt", "POST /keys/kek/rotate", "");
        assertThat(principal().key(id).id()).isNotEqualTo(wrapped.keyId());
        assertThat(principal().unwrapKey(wrapped.keyId(), ALGORITHM, wrapped.value())).isEqualTo(SECRET);
    }

    @Test
    void refusalsAreThoseOfTheRestApi() {
        KeyId id = keyWithPolicy();
        Wrapped wrapped = principal().wrapKey(id, ALGORITHM, SECRET);

        refused(wrapped, "PATCH /keys/kek", "{\"attributes\":{\"enabled\":false}}", 403, "KeyDisabled");
        vaults.keys("vlt", "PATCH /keys/kek", "{\"attributes\":{\"enabled\":true}}");
        refused(wrapped, "DELETE /keys/kek", "", 404, "");
        vaults.keys("vlt", "POST /deletedkeys/kek/recover", "");
        grant("remove", "unwrapKey");
        refused(wrapped, "GET /keys/kek", "", 403, "ForbiddenByPolicy");
        grant("add", "unwrapKey");
        vaults.manage("DELETE /vaults/vlt", "");
        refused(wrapped, "GET /keys/kek", "", 404, "");
        vaults.createVault("vlt", "", "\"createMode\":\"recover\"");
        assertThat(principal().unwrapKey(wrapped.keyId(), ALGORITHM, wrapped.value())).isEqualTo(SECRET);
        assertThatThrownBy(() -> principal().unwrapKey(id("https://corp.vault.azure.net/keys/kek"), ALGORITHM,
                wrapped.value())).isInstanceOf(VaultException.Missing.class);
        byte[] altered = wrapped.value().clone();
        altered[0] ^= 1;
        assertThatThrownBy(() -> principal().unwrapKey(wrapped.keyId(), ALGORITHM, altered))
                .isInstanceOf(VaultException.Invalid.class);
    }

    private void refused(Wrapped wrapped, String call, String body, int status, String innerCode) {
        vaults.keys("vlt", call, body);
        assertThatThrownBy(() -> principal().unwrapKey(wrapped.keyId(), ALGORITHM, wrapped.value()))
                .isInstanceOfSatisfying(VaultException.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(status);
                    assertThat(refusal.innerCode().orElse("")).isEqualTo(innerCode);
                });
    }

    @Test
    void listenersHearOfEveryChangeOnceItIsCommitted() {
        List<String> seen = new ArrayList<>();
        vaults.service.onChange(change -> {
            throw new IllegalStateException("A listener that fails");
        });
        vaults.service.onChange(change -> seen.add(change.keyName()
                .map(name -> vaults.keys("vlt", "GET /keys/" + name, "").text("/attributes/enabled"))
                .orElse("vault")));
        keyWithPolicy();
        vaults.keys("vlt", "PATCH /keys/kek", "{\"attributes\":{\"enabled\":false}}");

        assertThat(seen).containsExactly("vault", "vault", "true", "false");
        assertThat(vaults.changes).last().isEqualTo(new VaultChange("vlt", Optional.of("kek")));
        seen.clear();
        vaults.keys("vlt", "PATCH /keys/nothing", "{}");
        vaults.keys("vlt", "GET /keys/kek", "");
        assertThat(seen).isEmpty();
        vaults.service.roleAssignmentsChanged();
        assertThat(seen).isEmpty();
        vaults.manage("PATCH /vaults/vlt", "{\"properties\":{\"enableRbacAuthorization\":true}}");
        seen.clear();
        vaults.service.roleAssignmentsChanged();
        assertThat(seen).containsExactly("vault");
    }

    @Test
    void everyCallLeavesAnAuditEvent() {
        KeyId id = keyWithPolicy();
        long before = vaults.service.verifyAudit().lastSequence();
        String kid = vaults.keys("vlt", "GET /keys/kek", "").text("/key/kid");
        vaults.keys("", "vlt", "GET /keys/kek", "");
        vaults.keys(MANAGED, "vlt", "DELETE /keys/kek", "");
        vaults.keys("vlt", "GET /keys/nothing", "");
        vaults.keys("vlt", "POST /keys/kek//wrapkey", "{}");
        vaults.keys("nothing", "GET /keys/kek", "");
        principal().wrapKey(id, ALGORITHM, SECRET);
        vaults.manage("GET /vaults/vlt", "");
        vaults.manage("GET /vaults/nothing", "");

        List<AuditEvent> events = vaults.service.audit(before + 1, 100).stream().map(AuditEntry::event)
                .toList();
        assertThat(events).extracting(event -> event.operationName() + " " + event.result().status())
                .containsExactly("KeyGet 200", "Authentication 401", "KeyDelete 403", "KeyGet 404",
                        "KeyWrap 400",
                        "KeyGet 404", "KeyWrap 200", "VaultGet 200", "VaultGet 404");
        AuditEvent read = events.getFirst();
        assertThat(read.client().objectId()).isEqualTo(VaultFixture.USER);
        assertThat(read.request().keyId()).isEqualTo(kid);
        assertThat(read.request().correlationId()).isEqualTo("request-1");
        assertThat(read.resourceId()).endsWith("/vaults/vlt");
        assertThat(events.get(1).client().objectId()).isEmpty();
        assertThat(events.get(2).request().keyId()).isEqualTo("https://vlt.vault.localhost:8443/keys/kek");
        AuditEvent wrap = events.get(6);
        assertThat(wrap.client().objectId()).isEqualTo(MANAGED);
        assertThat(wrap.request().algorithm()).isEqualTo(ALGORITHM);
        assertThat(wrap.request().keyId()).isEqualTo(kid);
        assertThat(vaults.service.verifyAudit().problem()).isEmpty();
        assertThat(AuditEvent.of(wrap.toJson())).isEqualTo(wrap);
    }

    @Test
    void aRestartFindsEverythingAsItWas() {
        KeyId id = keyWithPolicy();
        Wrapped wrapped = principal().wrapKey(id, ALGORITHM, SECRET);
        vaults.keys("vlt", "POST /keys/other/create", OCT);
        vaults.keys("vlt", "DELETE /keys/other", "");
        reopen();

        assertThat(principal().unwrapKey(wrapped.keyId(), ALGORITHM, wrapped.value())).isEqualTo(SECRET);
        assertThat(vaults.keys("vlt", "GET /deletedkeys/other", "").status()).isEqualTo(200);
        assertThat(vaults.service.verifyAudit().problem()).isEmpty();
    }

    @Test
    void anAlteredRecordIsRefused() throws SQLException {
        KeyId id = keyWithPolicy();
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("platform.db"));
                Statement statement = sqlite.createStatement()) {
            statement.execute(
                    "UPDATE record SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || x'00' AS "
                            + "BLOB)");
        }

        assertThatThrownBy(() -> principal().key(id)).isInstanceOf(RecordException.Corrupt.class);
        assertThat(vaults.keys("vlt", "GET /keys/kek", "").status()).isNotEqualTo(200);
    }

    @Test
    void theSecretPartOfAnotherKeyDoesNotOpen() {
        KeyId id = keyWithPolicy();
        String other = vaults.keys("vlt", "POST /keys/other/create", OCT).text("/key/kid");
        String version = principal().key(id).id().version().orElseThrow();
        RecordRef mine = new RecordRef("keyvault/version", "vlt/kek", version);
        RecordRef theirs = new RecordRef("keyvault/version", "vlt/other",
                other.substring(other.length() - 32));
        vaults.space.transact(transaction -> {
            ObjectNode body = Json.parseObject(transaction.find(mine).orElseThrow().body());
            body.set("material",
                    Json.parseObject(transaction.find(theirs).orElseThrow().body()).path("material"));
            return transaction.put(mine, Json.bytes(body));
        });

        assertThatThrownBy(() -> principal().wrapKey(id, ALGORITHM, SECRET))
                .isInstanceOf(UnsealException.class);
    }

    @Test
    void anotherVaultKeyOpensNoSecretPart() {
        KeyId id = keyWithPolicy();
        VaultService other = VaultService.open(
                new VaultSettings("localhost", () -> VaultFixture.PORT, VaultFixture.TENANT,
                        AuditPlace.of(folder.resolve("audit2")), vaults.clock),
                vaults.space, key.derive(Aad.of("other")), (caller, action, scope) -> false,
                new SecureRandom());
        try (other) {
            assertThatThrownBy(() -> other.as(MANAGED).wrapKey(id, ALGORITHM, SECRET))
                    .isInstanceOf(UnsealException.class);
        }
    }

    @Test
    void versionsMadeAtOnceAreAllKept() throws InterruptedException {
        keyWithPolicy();
        Set<String> kids = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofVirtual()
                    .start(() -> kids.add(vaults.keys("vlt", "POST /keys/kek/rotate", "").text("/key/kid"))));
        }
        for (Thread thread : threads) {
            thread.join(10_000);
        }

        assertThat(kids).hasSize(8);
        assertThat(vaults.keys("vlt", "GET /keys/kek/versions", "").json().path("value")).hasSize(9);
        assertThat(kids).contains(vaults.keys("vlt", "GET /keys/kek", "").text("/key/kid"));
    }

    @Test
    void deletingAndCreatingAtOnceNeverMixes() throws InterruptedException {
        keyWithPolicy();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofVirtual().start(() -> vaults.keys("vlt", "DELETE /keys/kek", "")));
            threads.add(Thread.ofVirtual().start(() -> vaults.keys("vlt", "POST /keys/kek/create", OCT)));
        }
        for (Thread thread : threads) {
            thread.join(10_000);
        }

        assertThat(vaults.keys("vlt", "GET /deletedkeys/kek", "").status()).isEqualTo(200);
        assertThat(vaults.keys("vlt", "GET /keys/kek", "").status()).isEqualTo(404);
        assertThat(vaults.keys("vlt", "POST /keys/kek/create", OCT).status()).isEqualTo(409);
    }
}
