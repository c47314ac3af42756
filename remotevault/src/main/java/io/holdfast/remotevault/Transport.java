package io.holdfast.remotevault;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.holdfast.keyring.KeyServiceException;
import reactor.core.publisher.Mono;

/// The way to a vault or a token endpoint, on which silence is an exception that says of which kind it is.
final class Transport implements HttpClient {

    /// Has the body read with the answer, so that its silence shows here as well.
    private static final String READ_BODY = "azure-eagerly-read-response";

    private final HttpClient http;
    private final String whom;

    /// @param whom who is called, for people to read
    Transport(HttpClient http, String whom) {
        this.http = http;
        this.whom = whom;
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return send(request, Context.NONE);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return Mono.fromCallable(() -> sendSync(request, context));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        try {
            return http.sendSync(request, context.addData(READ_BODY, true));
        } catch (RuntimeException e) {
            throw new KeyServiceException(Faults.ofTransport(e, whom), e);
        }
    }
}
