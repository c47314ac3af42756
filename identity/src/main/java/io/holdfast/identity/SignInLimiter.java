package io.holdfast.identity;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import java.time.Duration;
import java.time.InstantSource;

/// Says who has to wait before asking for a token: after [#MAX_FAILURES] failures of one client from one address
/// within a minute, [#MAX_FAILURES_OF_ADDRESS] of one address, or [#MAX_REQUESTS_OF_ADDRESS] requests of an address at
/// all, until the minute that the first began is over.
///
/// Secrets have 256 random bits, so this is not about guessing: it bounds the work that strangers can cause,
/// and shows a wrong configuration early. Thread-safe.
final class SignInLimiter {

    static final int MAX_FAILURES = 10;
    static final int MAX_FAILURES_OF_ADDRESS = 300;
    /// A hundred a second: about a tenth of one core, by the cost of an RSA signature.
    static final int MAX_REQUESTS_OF_ADDRESS = 6_000;

    private final WindowCounters failures;
    private final WindowCounters requests;

    SignInLimiter(InstantSource clock) {
        this.failures = new WindowCounters(clock);
        this.requests = new WindowCounters(clock);
    }

    /// Counts a request.
    ///
    /// @throws ApiException 429 with `Retry-After` if the address has to wait
    void admit(String address) {
        requests.left(address, MAX_REQUESTS_OF_ADDRESS).ifPresent(left -> {
            throw refused(left,
                    "There were too many requests for tokens from this address; try again later.");
        });
        requests.count(address);
    }

    /// @throws ApiException 429 with `Retry-After` if the client has to wait
    void requireFewFailures(String address, String clientId) {
        failures.left(client(address, clientId), MAX_FAILURES)
                .or(() -> failures.left(address, MAX_FAILURES_OF_ADDRESS)).ifPresent(left -> {
                    throw refused(left,
                            "There were too many failed sign-ins of this client; try again later.");
                });
    }

    private static ApiException refused(Duration left, String message) {
        return ApiError.of(429, "temporarily_unavailable", "AADSTS90055: " + message)
                .withHeader("Retry-After", String.valueOf(left.toSeconds() + 1)).toException();
    }

    void failed(String address, String clientId) {
        failures.count(client(address, clientId));
        failures.count(address);
    }

    void succeeded(String address, String clientId) {
        failures.forget(client(address, clientId));
    }

    private static String client(String address, String clientId) {
        return address + " " + clientId;
    }
}
