package io.holdfast.loganalytics;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.util.concurrent.Semaphore;

/// How many bytes of bodies may be on their way into the stores at once: what comes beyond is told to come again,
/// rather than held in memory. Thread-safe.
final class IntakeBudget {

    /// 64 of the largest calls of the Logs Ingestion API, or two of the Data Collector API: more than the stores
    /// load at once.
    static final int BYTES = 64 * 1024 * 1024;

    private final Semaphore free = new Semaphore(BYTES);

    /// Room for one body, until closed.
    interface Room extends AutoCloseable {
        @Override
        void close();
    }

    /// Takes room for a body before it is read.
    ///
    /// @param limitBytes the most that it may have; as much is taken where its length is not known, or it may grow
    /// @throws ApiException 429 `TooManyRequests` with Retry-After if there is none
    Room take(ApiRequest request, int limitBytes) {
        int bytes = request.headers().first("content-encoding").isPresent()
                ? limitBytes
                : request.headers().first("content-length").map(text -> length(text, limitBytes))
                        .orElse(limitBytes);
        if (!free.tryAcquire(bytes)) {
            throw ApiError.of(429, "TooManyRequests",
                    "More is on its way than the stores take at once: send the call again.")
                    .withHeader("Retry-After", "1").toException();
        }
        return () -> free.release(bytes);
    }

    private static int length(String text, int limitBytes) {
        try {
            return Math.clamp(Long.parseLong(text), 0, limitBytes);
        } catch (NumberFormatException e) {
            return limitBytes;
        }
    }
}
