package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.rest.Caller;
import io.holdfast.rest.TokenVerifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Remembered tokens hold no longer than those that are checked each time.
class VerifiedTokensTest {

    private final AtomicInteger checks = new AtomicInteger();

    @TempDir
    Path folder;
    private IdentityFixture fixture;
    private VerifiedTokens tokens;
    private String token;

    @BeforeEach
    void open() {
        fixture = new IdentityFixture(folder);
        TokenService own = fixture.identity.tokens();
        TokenVerifier counting = presented -> {
            checks.incrementAndGet();
            return own.verify(presented);
        };
        tokens = new VerifiedTokens(counting, own, fixture.space(), () -> fixture.now);
        token = fixture.ownerToken();
        tokens.verify(token);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aTokenIsCheckedOnceWhileNothingChanges() {
        Caller caller = tokens.verify(token);

        assertThat(caller.appId()).isEqualTo(fixture.owner().clientId());
        assertThat(checks).hasValue(1);
    }

    @Test
    void theTokenOfADeletedPrincipalIsRefusedAtOnce() {
        Principals principals = fixture.identity.principals();
        principals.delete(principals.findByAppId(fixture.owner().clientId()).orElseThrow().objectId());

        assertThatThrownBy(() -> tokens.verify(token))
                .isInstanceOf(TokenVerifier.InvalidTokenException.class)
                .hasMessageContaining("does not exist any more");
    }

    @Test
    void anExpiredTokenIsRefusedThoughItIsRemembered() {
        fixture.now = fixture.now.plus(Duration.ofHours(1)).plus(TokenService.CLOCK_SKEW).minusSeconds(1);
        assertThat(tokens.verify(token)).isNotNull();
        assertThat(checks).hasValue(1);
        fixture.now = fixture.now.plusSeconds(1);

        assertThatThrownBy(() -> tokens.verify(token))
                .isInstanceOf(TokenVerifier.InvalidTokenException.class).hasMessageContaining("expired");
    }

    @Test
    void aTokenThatWasAlteredIsNotTheOneThatIsRemembered() {
        String altered = token.substring(0, token.length() - 4)
                + (token.endsWith("AAAA") ? "BBBB" : "AAAA");

        assertThatThrownBy(() -> tokens.verify(altered))
                .isInstanceOf(TokenVerifier.InvalidTokenException.class);
        assertThatThrownBy(() -> tokens.verify(altered))
                .isInstanceOf(TokenVerifier.InvalidTokenException.class);
        assertThat(checks).as("refusals are not remembered").hasValue(3);
    }
}
