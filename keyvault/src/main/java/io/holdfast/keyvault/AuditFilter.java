package io.holdfast.keyvault;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Which audit events are asked for: those that all given parameters of a request hold for.
///
/// `vault` (name), `key` (beginning of a key's name), `operation`, `caller` (object id or application id),
/// `result` (`Success`, `Failed` or an HTTP status), `correlationId`, `since` and `until` (ISO 8601, the
/// latter excluded).
record AuditFilter(Predicate<AuditEvent> wanted) {

    /// @throws ApiException 400 `BadRequest` for a time that is none
    static AuditFilter of(ApiRequest request) {
        Predicate<AuditEvent> all = event -> true;
        all = all.and(text(request, "vault", value -> event -> lower(event.resourceId())
                .endsWith("/vaults/" + value)))
                .and(text(request, "key", value -> event -> keyName(event).startsWith(value)))
                .and(text(request, "operation", value -> event -> lower(event.operationName()).equals(value)))
                .and(text(request, "caller", value -> event -> lower(event.client().objectId()).equals(value)
                        || lower(event.client().appId()).equals(value)))
                .and(text(request, "result", value -> event -> lower(event.result().type()).equals(value)
                        || Integer.toString(event.result().status()).equals(value)))
                .and(text(request, "correlationid",
                        value -> event -> lower(event.request().correlationId()).equals(value)));
        Optional<Instant> since = time(request, "since");
        Optional<Instant> until = time(request, "until");
        return new AuditFilter(all
                .and(event -> since.filter(event.time()::isBefore).isEmpty())
                .and(event -> until.filter(end -> !event.time().isBefore(end)).isEmpty()));
    }

    private static Predicate<AuditEvent> text(ApiRequest request, String name,
            Function<String, Predicate<AuditEvent>> test) {
        return request.query(name).filter(value -> !value.isBlank()).map(AuditFilter::lower).map(test)
                .orElse(event -> true);
    }

    private static Optional<Instant> time(ApiRequest request, String name) {
        try {
            return request.query(name).filter(value -> !value.isBlank()).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new ApiException(400, "BadRequest", "The parameter '" + name
                    + "' must be a time such as 2026-05-01T10:00:00Z.");
        }
    }

    private static String keyName(AuditEvent event) {
        String uri = lower(event.request().keyId());
        int keys = uri.indexOf("/keys/");
        return keys < 0 ? "" : uri.substring(keys + "/keys/".length());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
