package io.holdfast.rest;

import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/// An answer: status, headers and body. Immutable but for the array, which goes to the server as it is.
///
/// @param body empty where there is none
public record ApiResponse(int status, Map<String, String> headers, byte[] body) {

    private static final String JSON = "application/json; charset=utf-8";

    /// Copies the headers.
    public ApiResponse {
        headers = Map.copyOf(headers);
    }

    /// A JSON answer.
    public static ApiResponse json(int status, JsonNode body) {
        return new ApiResponse(status, Map.of("Content-Type", JSON), Json.bytes(body));
    }

    /// An answer without a body.
    public static ApiResponse empty(int status) {
        return new ApiResponse(status, Map.of(), new byte[0]);
    }

    /// The same with some headers more, or set anew.
    public ApiResponse with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new ApiResponse(status, all, body);
    }

    /// The same with one header more, or set anew.
    public ApiResponse with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new ApiResponse(status, all, body);
    }
}
