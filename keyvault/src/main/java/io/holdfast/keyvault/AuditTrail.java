package io.holdfast.keyvault;

import io.holdfast.rest.Call;
import io.holdfast.rest.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes one event per call, whatever comes of it; that of a call which changed something is on disk before the
/// call is answered. Thread-safe.
record AuditTrail(AuditLog log, Clock clock) {

    private static final int MAX_URI_CHARS = 2048;
    private static final int MAX_TEXT_CHARS = 1024;

    /// The operations that change nothing: of these there are very many.
    private static final Set<String> CHANGING_NOTHING = Stream
            .concat(Stream.of(CryptoOperation.values()).map(CryptoOperation::auditName),
                    Stream.of("Authentication", "KeyGet", "KeyGetDeleted", "KeyList", "KeyListDeleted",
                            "KeyListVersions", "KeyRotationPolicyGet", "RandomBytesGet", "VaultGet",
                            "VaultList",
                            "VaultGetDeleted", "VaultListDeleted", "VaultCheckName", "VaultAuditRead",
                            "VaultAuditVerify"))
            .collect(Collectors.toUnmodifiableSet());
    private static final int FIRST_REFUSAL = 300;

    /// How a call came in.
    ///
    /// @param apiVersion empty where it named none
    record Origin(AuditEvent.Client client, String correlationId, String uri, String apiVersion) {

        static Origin of(Call call) {
            String version = call.request().query("api-version").orElse("");
            String query = version.isEmpty() ? "" : "?api-version=" + version;
            return new Origin(
                    new AuditEvent.Client(call.request().clientAddress(),
                            call.request().headers().first("user-agent").orElse(""),
                            call.authenticated().map(Caller::objectId).orElse(""),
                            call.authenticated().map(Caller::appId).orElse("")),
                    call.request().requestId(),
                    call.request().origin() + call.request().path() + query, version);
        }
    }

    /// Runs a call that answers with a status, and writes what came of it.
    ///
    /// @throws VaultException.Unavailable if that cannot be written: the call then counts as failed
    <T> T audited(Origin origin, String operationName, Function<Scope, T> call, Function<T, Integer> status) {
        Scope scope = new Scope();
        Instant start = clock.instant();
        T answer;
        try {
            answer = call.apply(scope);
        } catch (RuntimeException e) {
            try {
                AuditEvent.Result result = Problems.result(e);
                log.append(event(origin, operationName, scope, result, start));
            } catch (RuntimeException unwritten) {
                unwritten.addSuppressed(e);
                throw unwritten;
            }
            throw e;
        }
        int answered = status.apply(answer);
        AuditEvent event = event(origin, operationName, scope, new AuditEvent.Result(answered, ""), start);
        if (answered < FIRST_REFUSAL && !CHANGING_NOTHING.contains(operationName)) {
            log.appendOnDisk(event);
        } else {
            log.append(event);
        }
        return answer;
    }

    private AuditEvent event(Origin origin, String operationName, Scope scope, AuditEvent.Result result,
            Instant start) {
        AuditEvent.Client client = origin.client();
        Instant end = clock.instant();
        return new AuditEvent(start, scope.resourceId, operationName, clipped(origin.apiVersion(), 32),
                new AuditEvent.Result(result.status(), clipped(result.description(), MAX_TEXT_CHARS)),
                Math.max(0, Duration.between(start, end).toMillis()),
                new AuditEvent.Client(client.address(), clipped(client.info(), MAX_TEXT_CHARS),
                        client.objectId(),
                        client.appId()),
                new AuditEvent.Request(origin.correlationId(), clipped(origin.uri(), MAX_URI_CHARS),
                        scope.keyId,
                        clipped(scope.algorithm, 32)));
    }

    private static String clipped(String text, int maxChars) {
        return text.length() <= maxChars ? text : text.substring(0, maxChars);
    }

    /// What a call turns out to be about, while it runs. For the call's thread.
    static final class Scope {

        private String resourceId = "";
        private String keyId = "";
        private String algorithm = "";

        void vault(Vault vault) {
            resourceId = vault.resourceId();
        }

        void resource(String id) {
            resourceId = id;
        }

        void key(String id) {
            keyId = id;
        }

        void algorithm(String id) {
            algorithm = id;
        }
    }
}
