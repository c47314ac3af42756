package io.holdfast.keyvault;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Json;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Where the audit log had come to at some time, kept in the records: a log that ends before it was cut.
///
/// Collection `keyvault/audit-anchor`, id `anchor`: `{"v":1, "first", "sequence", "hash"}`.
///
/// @param firstSequence the oldest event that is kept
/// @param point the last event known to be on disk
record AuditAnchor(long firstSequence, AuditChain.Point point) {

    static final AuditAnchor START = new AuditAnchor(1, AuditChain.Point.START);

    private static final RecordRef REF = RecordRef.of("keyvault/audit-anchor", "anchor");

    static AuditAnchor load(RecordSpace space) {
        return space.find(REF).map(row -> {
            ObjectNode json = VaultCodec.versioned(row.body());
            return new AuditAnchor(json.path("first").longValue(),
                    new AuditChain.Point(json.path("sequence").longValue(),
                            HexFormat.of().parseHex(VaultCodec.text(json, "hash"))));
        }).orElse(START);
    }

    void save(RecordSpace space) {
        byte[] body = Json.bytes(Json.object().put("v", VaultCodec.VERSION).put("first", firstSequence)
                .put("sequence", point.sequence()).put("hash", point.hex()));
        space.transact(transaction -> transaction.put(REF, body));
    }

    /// Compares a log, as it is read, with a place that it must pass through.
    static final class Check {

        private final AuditChain.Point expected;
        private boolean met;

        Check(AuditChain.Point expected) {
            this.expected = expected;
        }

        /// To be called with each place of the log.
        void at(AuditChain.Point point) {
            met |= point.hex().equals(expected.hex());
        }

        /// What is wrong with a log that was read up to `end`.
        Optional<AuditProblem> problem(AuditChain.Point end) {
            if (met) {
                return Optional.empty();
            }
            return Optional.of(end.sequence() < expected.sequence()
                    ? AuditProblem.truncated(end.sequence(), expected.sequence())
                    : AuditProblem.replaced(expected.sequence()));
        }
    }
}
