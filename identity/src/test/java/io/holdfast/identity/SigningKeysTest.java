package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.identity.IdentityFixture.Answer;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {

    private static final Duration VERIFY_AFTER = Duration.ofMinutes(70);

    @TempDir
    Path folder;

    @TempDir
    Path otherFolder;

    private final SealingKey sealing = SealingKey.generate(new SecureRandom());
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private RecordDatabase database;
    private RecordSpace space;
    private SigningKeys keys;

    @BeforeEach
    void open() {
        database = RecordDatabase.open(folder.resolve("platform.db"));
        space = database.openSpace("platform", sealing);
        keys = load();
    }

    @AfterEach
    void close() {
        space.close();
        database.close();
    }

    private SigningKeys load() {
        return SigningKeys.open(space, () -> now, new SecureRandom(), VERIFY_AFTER);
    }

    private static List<String> ids(SigningKeys keys) {
        return keys.verifying().stream().map(JWK::getKeyID).toList();
    }

    @Test
    void aNewInstallationMakesItsOwnKeyAndKeepsIt() {
        assertThat(load().signing()).isEqualTo(keys.signing());
        assertThat(keys.signing().size()).isEqualTo(2048);
        assertThat(keys.verifying()).noneMatch(JWK::isPrivate);
    }

    @Test
    void aKeyIsReplacedWhenItsTimeIsOver() {
        String first = keys.signing().getKeyID();

        now = now.plus(SigningKeys.ROTATE_AFTER).minusSeconds(1);
        assertThat(keys.signing().getKeyID()).isEqualTo(first);
        now = now.plusSeconds(1);
        String second = keys.signing().getKeyID();

        assertThat(second).isNotEqualTo(first);
        assertThat(ids(keys)).containsExactly(second, first);
        assertThat(ids(load())).containsExactly(second, first);
    }

    @Test
    void aReplacedKeyIsPublishedUntilItsTokensHaveExpiredAndThenDestroyed() {
        String first = keys.signing().getKeyID();
        String second = keys.rotate(false).getKeyID();

        now = now.plus(VERIFY_AFTER).minusSeconds(1);
        assertThat(keys.find(first)).isPresent();
        now = now.plusSeconds(1);
        assertThat(keys.find(first)).isEmpty();
        assertThat(ids(keys)).containsExactly(second);
        assertThat(ids(load())).containsExactly(second);
        keys.rotate(false);
        assertThat(space.list("identity/signing-key", "")).hasSize(2);
    }

    @Test
    void keysThatBecameKnownAreDiscardedAtOnce() {
        String first = keys.signing().getKeyID();

        RSAKey second = keys.rotate(true);

        assertThat(keys.find(first)).isEmpty();
        assertThat(load().find(first)).isEmpty();
        assertThat(space.list("identity/signing-key", "")).hasSize(1);
        assertThat(keys.signing()).isEqualTo(second);
    }

    @Test
    void theStoredKeyIsSealed() throws IOException {
        String file = new String(Files.readAllBytes(folder.resolve("platform.db")),
                StandardCharsets.ISO_8859_1);

        assertThat(file).doesNotContain("\"kty\"").doesNotContain(keys.signing().getModulus().toString());
    }

    @Test
    void theOperatorReplacesTheKeyAndTokensOfBothAreAccepted() {
        try (IdentityFixture fixture = new IdentityFixture(otherFolder)) {
            String token = fixture.token(fixture.owner().clientId(), fixture.owner().clientSecret(),
                    "https://graph.microsoft.com/.default");
            Answer rotated = fixture.call(token, "POST", "/v1.0/signingKeys/rotate", "{}");
            assertThat(rotated.status()).isEqualTo(200);
            assertThat(rotated.json().path("acceptedKeyIds")).hasSize(2);
            assertThat(fixture.identity.tokens().verify(token).appId()).isEqualTo(fixture.owner().clientId());
            assertThat(fixture.identity.tokens().verify(fixture.ownerToken()).appId()).isNotEmpty();

            Answer discarded = fixture.call(token, "POST", "/v1.0/signingKeys/rotate",
                    "{\"discardOthers\":true}");
            assertThat(discarded.json().path("acceptedKeyIds")).hasSize(1);
            assertThat(fixture.call(token, "POST", "/v1.0/signingKeys/rotate", "{}").status()).isEqualTo(401);
            assertThat(fixture.call("GET", "/common/discovery/v2.0/keys", Map.of(), "").json()
                    .path("keys").path(0).path("kid").asString())
                    .isEqualTo(discarded.json().path("keyId").asString());
        }
    }
}
