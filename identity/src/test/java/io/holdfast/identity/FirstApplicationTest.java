package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstApplicationTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void newSecretSignsInAndTheFormerOnesDoNot() {
        try (IdentityFixture fixture = new IdentityFixture(folder)) {
            BootstrapCredentials former = fixture.owner();
            BootstrapCredentials renewed = renew(fixture);

            fixture.restart();
            assertThat(renewed.clientId()).isEqualTo(former.clientId());
            assertThat(renewed.tenantId()).isEqualTo(former.tenantId());
            assertThat(fixture.token(former.clientId(), former.clientSecret())).isEmpty();
            assertThat(subscriptions(fixture, renewed)).isEqualTo(200);
        }
    }

    @Test
    void deletedApplicationIsMadeAnewWithItsRoles() {
        try (IdentityFixture fixture = new IdentityFixture(folder)) {
            BootstrapCredentials former = fixture.owner();
            Principal principal = fixture.identity.principals().findByAppId(former.clientId()).orElseThrow();
            fixture.identity.principals().delete(principal.objectId());
            BootstrapCredentials renewed = renew(fixture);

            fixture.restart();
            assertThat(renewed.clientId()).isNotEqualTo(former.clientId());
            assertThat(subscriptions(fixture, renewed)).isEqualTo(200);
            assertThat(renew(fixture).clientId()).isEqualTo(renewed.clientId());
        }
    }

    @Test
    void rolesThatWereTakenAwayAreGivenBackAndThoseThatAreThereAreNotDoubled() {
        try (IdentityFixture fixture = new IdentityFixture(folder)) {
            RoleAssignment operator = fixture.identity.roles().list().stream()
                    .filter(held -> held.roleId().equals(BuiltInRoles.HOLDFAST_OPERATOR.id())).findFirst()
                    .orElseThrow();
            fixture.identity.roles().revoke(operator);
            renew(fixture);

            fixture.restart();
            assertThat(fixture.identity.roles().list()).extracting(RoleAssignment::roleId)
                    .containsExactlyInAnyOrder(BuiltInRoles.OWNER.id(), BuiltInRoles.HOLDFAST_OPERATOR.id());
        }
    }

    @Test
    void recordsWithoutATenantGetNone() {
        try (SealingKey key = SealingKey.generate(new SecureRandom());
                RecordDatabase database = RecordDatabase.open(folder.resolve("empty.db"));
                RecordSpace space = database.openSpace("platform", key)) {
            assertThat(FirstApplication.renew(space, NOW, new SecureRandom())).isEmpty();
            assertThat(space.list("identity/principal", "")).isEmpty();
        }
    }

    private static BootstrapCredentials renew(IdentityFixture fixture) {
        return FirstApplication.renew(fixture.space(), NOW, new SecureRandom()).orElseThrow();
    }

    private static int subscriptions(IdentityFixture fixture, BootstrapCredentials credentials) {
        return fixture.call(fixture.token(credentials.clientId(), credentials.clientSecret()), "GET",
                fixture.subscription() + "?api-version=2022-12-01").status();
    }
}
