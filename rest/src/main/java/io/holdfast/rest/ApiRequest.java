package io.holdfast.rest;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.node.ObjectNode;

/// A request as the handlers see it.
///
/// @param method upper case
/// @param segments the path, percent-decoded, empty segments kept but for leading ones
/// @param query parameters by lower-case name, first value
/// @param origin scheme, host and port that the client used, without path
/// @param requestId correlates answers, logs and audit records
/// @param clientAddress the peer's IP address
/// @param client whether who asked still waits for the answer
public record ApiRequest(String method, List<String> segments, Map<String, String> query, Headers headers,
        RequestBody body, URI origin, String requestId, String clientAddress, ClientPresence client) {

    /// The most a JSON body of a management call may have.
    public static final int JSON_LIMIT_BYTES = 4 * 1024 * 1024;

    /// Copies what could change.
    public ApiRequest {
        segments = List.copyOf(segments);
        query = Map.copyOf(query);
    }

    /// Of a client that waits for the answer whatever comes.
    public ApiRequest(String method, List<String> segments, Map<String, String> query, Headers headers,
            RequestBody body, URI origin, String requestId, String clientAddress) {
        this(method, segments, query, headers, body, origin, requestId, clientAddress,
                ClientPresence.LASTING);
    }

    /// The path with a leading slash, decoded.
    public String path() {
        return "/" + String.join("/", segments);
    }

    /// A query parameter; the name in lower case.
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// The body as a JSON object.
    ///
    /// @throws ApiException 400 `InvalidRequestContent` if it is none, 413 if it is too long
    public ObjectNode jsonObject() {
        return Json.parseObject(body.read(JSON_LIMIT_BYTES));
    }
}
