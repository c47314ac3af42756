package io.holdfast.loganalytics;

import io.holdfast.logstore.LogStoreException;
import io.holdfast.rest.ApiError;
import io.holdfast.sealedingest.SealedIngestException;
import java.util.Objects;
import java.util.Optional;

/// What failures of the layers below mean to callers: key states and the log store's errors, for every API
/// alike.
final class Failures {

    private static final String RETRY_AFTER = "Retry-After";

    private Failures() {}

    static Optional<ApiError> translate(RuntimeException failure) {
        return switch (failure) {
            case StoreReopeningException e -> Optional.of(unavailable(message(e)));
            case LogStoreException e -> Optional.of(translate(e));
            case SealedIngestException e -> Optional.of(translate(e));
            default -> KeyErrors.translate(failure);
        };
    }

    /// The message of a failure that always has one.
    static String message(Throwable failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "");
    }

    private static ApiError translate(LogStoreException failure) {
        return switch (failure) {
            case LogStoreException.RowsRejected e -> ApiError.of(400, "InvalidRequest", message(e));
            case LogStoreException.NotFound e -> ApiError.of(404, "NotFound", message(e));
            case LogStoreException.SchemaConflict e -> ApiError.of(400, "InvalidParameter", message(e));
            case LogStoreException.Busy e -> ApiError.of(429, "TooManyRequests",
                    "The store takes no more rows until it has written those it has: send the call again.")
                    .withHeader(RETRY_AFTER, "1");
            case LogStoreException.OverBudget e -> ApiError.of(400, "QueryOutOfMemory",
                    "The query reads more data at once than the store may hold: read less time or fewer "
                            + "columns.");
            case LogStoreException.Closed e -> unavailable("The log store was closed: send the call again.");
            case LogStoreException.Storage e -> ApiError.of(503, "ServiceUnavailable",
                    "The log store cannot read or write its files; the server's log says why. It is not "
                            + "known whether "
                            + "the call was carried out.")
                    .withHeader(RETRY_AFTER, "10");
            case LogStoreException.Corrupt e -> ApiError.of(500, "StoredDataCorrupt",
                    "A stored file is not as it was written. Nothing is answered from it; restore it from "
                            + "a backup.");
        };
    }

    private static ApiError translate(SealedIngestException failure) {
        return switch (failure) {
            case SealedIngestException.QuotaReached e -> ApiError.of(429, "SealedIngestQuotaReached",
                    message(e) + ": send the call again when the customer-managed key is back.")
                    .withHeader(RETRY_AFTER, "60");
            case SealedIngestException.NotReady e ->
                unavailable("Sealed ingest was ended: send the call again.");
            case SealedIngestException.Storage e -> ApiError.of(503, "ServiceUnavailable",
                    "The sealed batches cannot be written or read; the server's log says why.")
                    .withHeader(RETRY_AFTER, "10");
            case SealedIngestException.Corrupt e -> ApiError.of(500, "StoredDataCorrupt", message(e) + ".");
        };
    }

    private static ApiError unavailable(String message) {
        return ApiError.of(503, "ServiceUnavailable", message).withHeader(RETRY_AFTER, "1");
    }
}
