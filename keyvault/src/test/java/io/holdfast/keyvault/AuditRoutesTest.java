package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import io.holdfast.keyvault.VaultFixture.Answer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reading and checking the audit log over the management API.
class AuditRoutesTest {

    private static final String OCT = "{\"kty\":\"oct\",\"key_size\":256}";

    @TempDir
    Path folder;
    private VaultFixture vaults;

    @BeforeEach
    void open() {
        vaults = new VaultFixture(folder, SealingKey.generate(new SecureRandom()));
        vaults.createVault("one", "all", "");
        vaults.createVault("two", "get", "");
        vaults.keys("one", "POST /keys/kek/create", OCT);
        vaults.keys("two", "POST /keys/kek/create", OCT);
        vaults.keys("one", "GET /keys/kek", "");
        vaults.keys("", "one", "GET /keys/kek", "");
    }

    @AfterEach
    void close() {
        vaults.close();
    }

    private Answer get(String query) {
        return vaults.call(new VaultFixture.Request("GET", "https://localhost:8443/subscriptions/"
                + VaultFixture.SUBSCRIPTION
                + "/providers/Microsoft.KeyVault/auditEvents?api-version=2025-05-01"
                + query, VaultFixture.ADMIN + "@https://management.azure.com", "", Map.of()));
    }

    private static List<String> operations(Answer answer) {
        return answer.json().path("value").valueStream()
                .map(entry -> entry.path("sequence").longValue() + " "
                        + entry.at("/event/operationName").stringValue() + " "
                        + entry.at("/event/properties/httpStatusCode").intValue())
                .toList();
    }

    @Test
    void everyCallIsListedRefusedOnesTooAndTheListingItself() {
        assertThat(operations(get(""))).containsExactly("1 VaultPut 201", "2 VaultPut 201", "3 KeyCreate 200",
                "4 KeyCreate 403", "5 KeyGet 200", "6 Authentication 401");
        assertThat(operations(get("&last=1"))).containsExactly("7 VaultAuditRead 200");
    }

    @Test
    void filtersNarrowTheList() {
        assertThat(operations(get("&vault=Two"))).containsExactly("2 VaultPut 201", "4 KeyCreate 403");
        assertThat(operations(get("&operation=keycreate&result=Failed"))).containsExactly("4 KeyCreate 403");
        assertThat(operations(get("&result=401"))).containsExactly("6 Authentication 401");
        assertThat(operations(get("&key=ke&caller=" + VaultFixture.USER)))
                .containsExactly("3 KeyCreate 200", "4 KeyCreate 403", "5 KeyGet 200");
        assertThat(operations(get("&key=other"))).isEmpty();
        assertThat(operations(get("&until=2026-03-01T12:00:00Z"))).isEmpty();
        assertThat(operations(get("&vault=one&since=2026-03-01T12:00:00Z"))).hasSize(4);
    }

    @Test
    void aListIsReadInPages() {
        Answer first = get("&limit=4");
        assertThat(operations(first)).hasSize(4);
        assertThat(first.json().path("nextSequence").longValue()).isEqualTo(5);
        assertThat(operations(get("&limit=4&fromSequence=5"))).first().isEqualTo("5 KeyGet 200");
        assertThat(get("&limit=0").status()).isEqualTo(400);
        assertThat(get("&since=yesterday").status()).isEqualTo(400);
    }

    @Test
    void theLogIsCheckedAlsoAgainstAHeadThatWasKept() {
        Answer sound = verify("{}");
        assertThat(sound.json().path("sound").booleanValue()).isTrue();
        assertThat(sound.json().path("lastSequence").longValue()).isEqualTo(6);
        String hash = sound.text("/lastHash");

        assertThat(verify(kept(6, hash)).json().path("sound").booleanValue()).isTrue();
        assertThat(verify(kept(6, "00" + hash.substring(2))).text("/problem/kind")).isEqualTo("REPLACED");
        assertThat(verify(kept(600, hash)).text("/problem/kind")).isEqualTo("TRUNCATED");
        assertThat(verify("{\"sequence\":\"six\"}").status()).isEqualTo(400);
    }

    private static String kept(long sequence, String hash) {
        return "{\"sequence\":" + sequence + ",\"hash\":\"" + hash + "\"}";
    }

    private Answer verify(String body) {
        return vaults.manage("POST /auditEvents/verify", body);
    }

    @Test
    void whoMayNotReadTheAuditIsRefused() {
        Answer refused = vaults.call(new VaultFixture.Request("GET", "https://localhost:8443/subscriptions/"
                + VaultFixture.SUBSCRIPTION
                + "/providers/Microsoft.KeyVault/auditEvents?api-version=2025-05-01",
                VaultFixture.USER + "@https://management.azure.com", "", Map.of()));
        assertThat(refused.status()).isEqualTo(403);
    }
}
