package io.holdfast.loganalytics;

import io.holdfast.rest.Json;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The body of a call that waits, with all that is needed to take it later.
///
/// Layout: length of the header (4 bytes, big endian), header (JSON), body as it came. Nothing of it is known
/// before it is opened.
///
/// @param header `{"v":1,"kind","workspace","arrived","requestId",...}`
/// @param body owned
record SealedBatch(ObjectNode header, byte[] body) {

    /// Which way a batch came.
    enum Kind {
        /// The Logs Ingestion API: `rule` and `stream`.
        STREAM,
        /// The Data Collector API: `logType`, and `timeMember` and `resourceId` if they were given.
        COLLECTOR,
        /// Syslog: `table`.
        ROWS
    }

    /// A batch with what every one has.
    ///
    /// @param requestId of the call; empty if it was none
    static SealedBatch of(Kind kind, WorkspaceView workspace, String requestId, Instant arrived,
            byte[] body) {
        return new SealedBatch(Json.object().put("v", 1).put("kind", kind.name())
                .put("workspace", workspace.customerId()).put("arrived", arrived.toString())
                .put("requestId", requestId), body);
    }

    /// The same with another member.
    SealedBatch with(String member, String value) {
        return new SealedBatch(header.deepCopy().put(member, value), body);
    }

    byte[] encode() {
        byte[] head = Json.bytes(header);
        return ByteBuffer.allocate(Integer.BYTES + head.length + body.length).putInt(head.length).put(head)
                .put(body)
                .array();
    }

    static SealedBatch decode(byte[] encoded) {
        int body = Integer.BYTES + ByteBuffer.wrap(encoded).getInt();
        return new SealedBatch(Json.parseObject(Arrays.copyOfRange(encoded, Integer.BYTES, body)),
                Arrays.copyOfRange(encoded, body, encoded.length));
    }

    Kind kind() {
        return Kind.valueOf(text("kind"));
    }

    /// The customer id of the workspace.
    String workspace() {
        return text("workspace");
    }

    Instant arrived() {
        return Instant.parse(text("arrived"));
    }

    /// A member that is there.
    String text(String member) {
        return find(member).orElseThrow(() -> new IllegalStateException("A sealed batch has no " + member));
    }

    Optional<String> find(String member) {
        return Json.text(header, member);
    }
}
