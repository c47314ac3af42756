package io.holdfast.remotevault;

import io.holdfast.keyring.KeyServiceException;
import io.holdfast.keyring.VaultAnswer;
import io.holdfast.keyring.VaultFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Calls vaults within a bound of time, whatever the network does, and fails with the keyring's exception
/// only. Thread-safe.
///
/// A call is made once more where that may help at once: after a connection was lost or a server failed, and
/// with a fresh token after the vault refused the one before. All else is for the keyring's next poll.
final class BoundedCalls {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int UNAUTHORIZED = 401;
    private static final int OVERLOADED = 429;

    private final Duration bound;

    BoundedCalls(Duration bound) {
        this.bound = bound;
    }

    /// @param sessions opens the session, for each attempt
    /// @param forget ends a session whose token the vault refused
    /// @throws KeyServiceException if it fails
    <T> T run(Supplier<VaultSession> sessions, Consumer<VaultSession> forget, VaultCall<T> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread worker = Thread.ofVirtual().name("remote-vault-call")
                .start(() -> complete(answer, () -> attempts(sessions, forget, call)));
        try {
            return answer.get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw abandoned(answer, worker, "Timeout", "No answer came in " + bound + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw abandoned(answer, worker, "Interrupted", "The call was interrupted.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeyServiceException known) {
                throw known;
            }
            throw new IllegalStateException("A vault call failed in an unforeseen way", e.getCause());
        }
    }

    private static <T> void complete(CompletableFuture<T> answer, Supplier<T> attempts) {
        try {
            T value = attempts.get();
            if (!answer.complete(value) && value instanceof AutoCloseable late) {
                late.close();
            }
        } catch (Exception | LinkageError e) {
            answer.completeExceptionally(e);
        }
    }

    private static <T> KeyServiceException abandoned(CompletableFuture<T> answer, Thread worker, String code,
            String message, Exception cause) {
        answer.cancel(false);
        worker.interrupt();
        return new KeyServiceException(VaultAnswer.none(code, message), cause);
    }

    private static <T> T attempts(Supplier<VaultSession> sessions, Consumer<VaultSession> forget,
            VaultCall<T> call) {
        try {
            return attempt(sessions, forget, call);
        } catch (KeyServiceException e) {
            if (!isWorthAnother(e.answer())) {
                throw e;
            }
        }
        LockSupport.parkNanos(PAUSE.toNanos());
        return attempt(sessions, forget, call);
    }

    private static <T> T attempt(Supplier<VaultSession> sessions, Consumer<VaultSession> forget,
            VaultCall<T> call) {
        VaultSession session = sessions.get();
        try {
            return call.in(session);
        } catch (RuntimeException e) {
            VaultAnswer answer = Faults.of(e);
            if (answer.status() == UNAUTHORIZED) {
                forget.accept(session);
            }
            throw new KeyServiceException(answer, e);
        }
    }

    private static boolean isWorthAnother(VaultAnswer answer) {
        boolean passing = VaultFault.of(answer) == VaultFault.OUTAGE && answer.status() != OVERLOADED
                && !answer.code().equals("Timeout");
        return passing || (answer.status() == UNAUTHORIZED && !answer.code().equals("TokenRefused"));
    }
}
