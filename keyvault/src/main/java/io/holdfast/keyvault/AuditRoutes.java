package io.holdfast.keyvault;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads and checks the audit log over the management API; ours, the mirrored service has no such calls.
/// Thread-safe.
record AuditRoutes(VaultService service) {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    /// Events that one call looks at: some 200 ms.
    private static final int MAX_SCANNED = 20_000;

    /// `{"value":[{"sequence","hash","event":{...}}],"nextSequence"?,"lastSequence"}`: the events from
    /// `fromSequence` on, oldest first, or the latest ones (`last`), that the filter lets pass, `limit` (1 to
    /// 1000) at most. `nextSequence`, where there may be more, goes on.
    ApiResponse list(Call call) {
        ApiRequest request = call.request();
        AuditFilter filter = AuditFilter.of(request);
        int limit = (int) number(request, "limit", MAX_LIMIT).orElse((long) DEFAULT_LIMIT).longValue();
        long last = service.lastAuditEvent();
        long from = number(request, "last", Long.MAX_VALUE).map(count -> Math.max(1, last - count + 1))
                .or(() -> number(request, "fromsequence", Long.MAX_VALUE)).orElse(1L);
        ArrayNode found = Json.array();
        long at = from;
        List<AuditEntry> scanned = service.audit(from, MAX_SCANNED);
        for (AuditEntry entry : scanned) {
            at = entry.sequence() + 1;
            if (filter.wanted().test(entry.event())) {
                found.add(json(entry));
            }
            if (found.size() == limit) {
                break;
            }
        }
        ObjectNode answer = Json.object();
        answer.set("value", found);
        answer.put("lastSequence", last);
        if (found.size() == limit || scanned.size() == MAX_SCANNED) {
            answer.put("nextSequence", at);
        }
        return ApiResponse.json(200, answer);
    }

    static ObjectNode json(AuditEntry entry) {
        ObjectNode json = Json.object().put("sequence", entry.sequence()).put("hash", entry.hash());
        json.set("event", entry.event().toJson());
        return json;
    }

    private static Optional<Long> number(ApiRequest request, String name, long max) {
        return request.query(name).filter(text -> !text.isBlank()).map(text -> {
            try {
                long value = Long.parseLong(text);
                if (value >= 1 && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Told of below, as one that is out of range.
            }
            throw new ApiException(400, "BadRequest", "The parameter '" + name
                    + "' must be a whole number from 1 to " + max + ".");
        });
    }

    /// `{"firstSequence","lastSequence","lastHash","sound","problem"?:{"kind","sequence","message"}}`, after
    /// checking every event. With `sequence` and `hash` of a head that the caller kept, whether the log
    /// passes through it is checked, too.
    ApiResponse verify(Call call) {
        ObjectNode body = call.request().jsonObject();
        AuditVerification found = body.has("sequence")
                ? service.verifyAudit(keptSequence(body), Json.text(body, "hash").orElse(""))
                : service.verifyAudit();
        ObjectNode answer = Json.object().put("firstSequence", found.firstSequence())
                .put("lastSequence", found.lastSequence()).put("lastHash", found.lastHash())
                .put("sound", found.problem().isEmpty());
        found.problem().ifPresent(problem -> answer.putObject("problem").put("kind", problem.kind().name())
                .put("sequence", problem.sequence()).put("message", problem.text()));
        return ApiResponse.json(200, answer);
    }

    private static long keptSequence(ObjectNode body) {
        if (!body.path("sequence").isIntegralNumber() || body.path("sequence").longValue() < 1) {
            throw new ApiException(400, "BadRequest",
                    "The property 'sequence' must be a number of an event.");
        }
        return body.path("sequence").longValue();
    }
}
