package io.holdfast.server;

import io.holdfast.crypto.PlatformKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.TokenProblem;
import io.holdfast.rest.TokenVerifier;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// All modules put together by their constructors, in the order of the dependency arrows.
///
/// Everything opened here is closed by [#close], last opened first.
final class Composition implements AutoCloseable {

    private static final TokenVerifier NO_TOKENS = token -> {
        throw new TokenVerifier.InvalidTokenException(
                new TokenProblem(TokenProblem.Kind.INVALID, "The token was not issued here."));
    };

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ApiDispatcher dispatcher;

    /// Opens the records and everything that works on them.
    Composition(DataFolder folder, PlatformKey platformKey, SecureRandom random) {
        SealingKey stateKey = closedAtEnd(platformKey.sealingKey("state"));
        RecordDatabase database = closedAtEnd(RecordDatabase.open(folder.platformDatabase()));
        RecordSpace platform = closedAtEnd(database.openSpace("platform", stateKey));
        platform.verify();
        dispatcher = new ApiDispatcher(List.of(new HealthApi()), NO_TOKENS);
    }

    ApiDispatcher dispatcher() {
        return dispatcher;
    }

    private <T extends AutoCloseable> T closedAtEnd(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public void close() {
        Closing.all(opened);
    }
}
