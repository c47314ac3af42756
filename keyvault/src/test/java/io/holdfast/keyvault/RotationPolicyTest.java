package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Which rotation policies can be set, and how they are answered.
class RotationPolicyTest {

    private static final String OCT = "{\"kty\":\"oct\"}";
    private static final String AFTER_90_DAYS = "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":"
            + "\"P90D\"},\"action\":{\"type\":\"Rotate\"}}],\"attributes\":{\"expiryTime\":\"P1Y\"}}";

    @TempDir
    static Path folder;
    private static VaultFixture vaults;

    @BeforeAll
    static void open() {
        vaults = new VaultFixture(folder, SealingKey.generate(new SecureRandom()));
        vaults.createVault("vlt", "all purge", "");
    }

    @AfterEach
    void clear() {
        vaults.clock.set(VaultFixture.START);
        call("DELETE /keys/k", "");
        call("DELETE /deletedkeys/k", "");
    }

    @AfterAll
    static void close() {
        vaults.close();
    }

    private static VaultFixture.Answer call(String call, String body) {
        return vaults.keys("vlt", call, body);
    }

    @Test
    void aKeyThatNeverHadAPolicyAnswersTheDefaultNotice() {
        call("POST /keys/k/create", OCT);
        JsonNode policy = call("GET /keys/k/rotationpolicy", "").json();

        assertThat(policy.path("lifetimeActions").toString()).isEqualTo(
                "[{\"trigger\":{\"timeBeforeExpiry\":\"P30D\"},\"action\":{\"type\":\"Notify\"}}]");
        assertThat(policy.has("attributes")).isFalse();
        assertThat(policy.has("id")).isFalse();
        assertThat(call("GET /keys/nothing/rotationpolicy", "").error()).isEqualTo("KeyNotFound ");
        assertThat(call("PUT /keys/nothing/rotationpolicy", AFTER_90_DAYS).error()).isEqualTo("KeyNotFound ");
    }

    @Test
    void aPolicyIsKeptAsItWasGivenWithTheDefaultNotice() {
        call("POST /keys/Kek/create", OCT);
        JsonNode set = call("PUT /keys/kek/rotationpolicy", AFTER_90_DAYS).json();
        vaults.clock.set(VaultFixture.START.plusSeconds(5));
        JsonNode again = call("PUT /keys/kek/rotationpolicy", AFTER_90_DAYS).json();

        assertThat(set.at("/id").stringValue())
                .isEqualTo("https://vlt.vault.localhost:8443/keys/Kek/rotationpolicy");
        assertThat(set.path("lifetimeActions")).hasSize(2);
        assertThat(set.at("/lifetimeActions/0/trigger/timeAfterCreate").stringValue()).isEqualTo("P90D");
        assertThat(set.at("/lifetimeActions/1/action/type").stringValue()).isEqualTo("Notify");
        assertThat(set.at("/attributes/expiryTime").stringValue()).isEqualTo("P1Y");
        assertThat(again.at("/attributes/created")).isEqualTo(set.at("/attributes/created"));
        assertThat(again.at("/attributes/updated").longValue())
                .isEqualTo(set.at("/attributes/updated").longValue() + 5);
        assertThat(call("GET /keys/kek/rotationpolicy", "").json()).isEqualTo(again);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'attributes':{'expiryTime':'P27D'}}", "{'attributes':{'expiryTime':'90 days'}}",
            "{'attributes':{'expiryTime':'P999999999999D'}}", "{'attributes':{'expiryTime':'-P90D'}}",
            "{'lifetimeActions':[{'trigger':{'timeAfterCreate':'P6D'},'action':{'type':'Rotate'}}]}",
            "{'lifetimeActions':[{'trigger':{'timeBeforeExpiry':'P30D'},'action':{'type':'Rotate'}}]}",
            "{'lifetimeActions':[{'trigger':{'timeAfterCreate':'P30D'},'action':{'type':'Notify'}}]}",
            "{'lifetimeActions':[{'trigger':{},'action':{'type':'Notify'}}]}",
            "{'lifetimeActions':[{'trigger':{'timeAfterCreate':'P30D','timeBeforeExpiry':'P30D'},"
                    + "'action':{'type':'Rotate'}}],'attributes':{'expiryTime':'P90D'}}",
            "{'lifetimeActions':[{'trigger':{'timeAfterCreate':'P30D'},'action':{'type':'Delete'}}]}",
            "{'lifetimeActions':[{'trigger':{'timeAfterCreate':'P30D'}}]}",
            "{'lifetimeActions':[{'trigger':{'timeAfterCreate':'P30D'},'action':{'type':'Rotate'}},"
                    + "{'trigger':{'timeAfterCreate':'P40D'},'action':{'type':'Rotate'}}]}",
            "{'lifetimeActions':[{'trigger':{'timeAfterCreate':'P26D'},'action':{'type':'Rotate'}}],"
                    + "'attributes':{'expiryTime':'P28D'}}",
            "{'lifetimeActions':[{'trigger':{'timeBeforeExpiry':'P22D'},'action':{'type':'Rotate'}}],"
                    + "'attributes':{'expiryTime':'P28D'}}",
            "[]"})
    void aPolicyThatCannotBeKeptIsRefused(String body) {
        call("POST /keys/k/create", OCT);

        assertThat(call("PUT /keys/k/rotationpolicy", body.replace('\'', '"')).error())
                .isEqualTo("BadParameter ");
        assertThat(call("GET /keys/k/rotationpolicy", "").json().has("id")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P28D", "P1M", "P4W", "P2Y"})
    void spansAreDaysWeeksMonthsAndYears(String span) {
        call("POST /keys/k/create", OCT);

        assertThat(call("PUT /keys/k/rotationpolicy", "{\"attributes\":{\"expiryTime\":\"" + span + "\"}}")
                .text("/attributes/expiryTime")).isEqualTo(span);
    }

    @Test
    void aVersionMadeByRotationExpiresAsThePolicySays() {
        call("POST /keys/k/create", "{\"kty\":\"oct\",\"attributes\":{\"exp\":1800000000}}");
        assertThat(call("POST /keys/k/rotate", "").json().path("attributes").has("exp")).isFalse();
        call("PUT /keys/k/rotationpolicy", "{\"attributes\":{\"expiryTime\":\"P90D\"}}");

        assertThat(call("POST /keys/k/rotate", "").json().at("/attributes/exp").longValue())
                .isEqualTo(VaultFixture.START.plus(Duration.ofDays(90)).getEpochSecond());
    }
}
