package io.holdfast.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.holdfast.os.TcpConnections.Connection;
import io.holdfast.os.TcpConnections.End;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.ClientPresence;
import io.holdfast.rest.Headers;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Carries requests from the web server to the dispatcher and answers back. Thread-safe.
final class HttpBridge implements Handler {

    private static final HeaderName CONTENT_TYPE_OPTIONS = HeaderNames.create("X-Content-Type-Options");
    private static final HeaderName REQUEST_ID = HeaderNames.create("x-ms-request-id");
    private static final String CLIENT_REQUEST_ID = "x-ms-client-request-id";
    private static final Pattern HARMLESS_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final String HEAD = "HEAD";

    private final ApiDispatcher dispatcher;
    private final Supplier<UUID> requestIds;
    private final ClientWatch clients;

    HttpBridge(ApiDispatcher dispatcher, Supplier<UUID> requestIds, ClientWatch clients) {
        this.dispatcher = dispatcher;
        this.requestIds = requestIds;
        this.clients = clients;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        String requestId = requestIds.get().toString();
        Headers headers = headers(request);
        response.header(REQUEST_ID, requestId);
        headers.first(CLIENT_REQUEST_ID).filter(id -> HARMLESS_ID.matcher(id).matches())
                .ifPresent(id -> response.header(HeaderNames.create(CLIENT_REQUEST_ID), id));
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        response.header(CONTENT_TYPE_OPTIONS, "nosniff");
        send(request, response, answer(request, headers, requestId));
    }

    private ApiResponse answer(ServerRequest request, Headers headers, String requestId) {
        ApiRequest apiRequest;
        try {
            URI origin = RequestTarget.origin(headers.first("host").orElse(""));
            apiRequest = new ApiRequest(request.prologue().method().text().toUpperCase(Locale.ROOT),
                    RequestTarget.segments(request.prologue().uriPath().rawPath()),
                    RequestTarget.query(request.prologue().query().rawValue()), headers, body(request),
                    origin,
                    requestId, address(request.remotePeer().address()), presence(request));
        } catch (ApiException e) {
            return ApiResponse.json(e.error().status(),
                    ErrorBody.of(e.error().code(), e.error().message()));
        }
        return dispatcher.dispatch(apiRequest);
    }

    private static Headers headers(ServerRequest request) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Header header : request.headers()) {
            all.putIfAbsent(header.name(), header.get());
        }
        return Headers.of(all);
    }

    private static BoundedBody body(ServerRequest request) {
        OptionalLong declared = request.headers().contentLength();
        return new BoundedBody(declared, () -> request.content().hasEntity()
                ? request.content().inputStream()
                : InputStream.nullInputStream());
    }

    private ClientPresence presence(ServerRequest request) {
        return request.localPeer().address() instanceof InetSocketAddress local
                && request.remotePeer().address() instanceof InetSocketAddress remote
                        ? clients.of(new Connection(end(local), end(remote)))
                        : ClientPresence.LASTING;
    }

    private static End end(InetSocketAddress address) {
        return new End(address.getAddress(), address.getPort());
    }

    private static String address(SocketAddress peer) {
        return peer instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : "";
    }

    private static void send(ServerRequest request, ServerResponse response, ApiResponse answer) {
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        response.status(Status.create(answer.status()));
        if (request.headers().contains(HeaderValues.EXPECT_100) && !request.continueSent()) {
            // The client waits to be asked for the body it announced: nobody knows whether it will come.
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (answer.body().length == 0 || request.prologue().method().text().equals(HEAD)) {
            response.send();
        } else {
            response.send(answer.body());
        }
    }
}
