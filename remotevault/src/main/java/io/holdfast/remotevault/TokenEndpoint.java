package io.holdfast.remotevault;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.holdfast.keyring.KeyServiceException;
import reactor.core.publisher.Mono;

/// The way to a token endpoint, on which a refusal is an exception that says what was answered.
final class TokenEndpoint implements HttpClient {

    private static final int FIRST_ERROR = 400;

    private final HttpClient http;

    TokenEndpoint(HttpClient http) {
        this.http = http;
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
        HttpResponse response = http.sendSync(request, context);
        if (response.getStatusCode() < FIRST_ERROR) {
            return response;
        }
        try (HttpResponse refusal = response) {
            throw new KeyServiceException(Faults.ofTokenEndpoint(refusal));
        }
    }
}
