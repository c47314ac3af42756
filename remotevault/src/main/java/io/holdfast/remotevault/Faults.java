package io.holdfast.remotevault;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpResponse;
import io.holdfast.keyring.KeyServiceException;
import io.holdfast.keyring.VaultAnswer;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What went wrong on the way to a vault, in the keyring's terms.
///
/// Nothing of a foreign exception but its kind is passed on: texts of transport errors can quote requests. Of
/// an answer the error's codes and message are, cut to a bound.
final class Faults {

    private static final int MAX_TEXT = 512;
    private static final int MAX_CAUSES = 20;
    private static final int SUCCESS = 200;
    private static final int CLIENT_ERROR = 400;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Faults() {}

    /// A failure of a call of the vault.
    static VaultAnswer of(RuntimeException failure) {
        for (Throwable cause : causes(failure)) {
            if (cause instanceof KeyServiceException known) {
                return known.answer();
            }
            if (cause instanceof HttpResponseException answered && answered.getResponse() != null) {
                return answered.getResponse().getStatusCode() < CLIENT_ERROR
                        ? malformed(answered.getResponse().getStatusCode())
                        : refusal(answered.getResponse());
            }
        }
        return malformed(SUCCESS);
    }

    /// What a vault said instead of an answer.
    static VaultAnswer malformed(int status) {
        return new VaultAnswer(status, "MalformedAnswer", Optional.empty(),
                "What the vault sent is no answer to what it was asked.");
    }

    /// A failure to sign in.
    static VaultAnswer ofSignIn(RuntimeException failure) {
        return causes(failure).stream().filter(KeyServiceException.class::isInstance)
                .map(KeyServiceException.class::cast).map(KeyServiceException::answer).findFirst()
                .orElseGet(() -> VaultAnswer.unusableCredential(
                        "Signing in failed (" + failure.getClass().getSimpleName() + ")."));
    }

    /// A token endpoint's refusal, RFC 6749 section 5.2. It never is the vault's denial, whatever it says.
    static VaultAnswer ofTokenEndpoint(HttpResponse response) {
        JsonNode body = body(response);
        String description = text(body, "error_description");
        return VaultAnswer.tokenRefused(response.getStatusCode(),
                "The token endpoint answered " + text(body, "error") + ": "
                        + description.lines().findFirst().orElse(""));
    }

    private static VaultAnswer refusal(HttpResponse response) {
        JsonNode error = body(response).path("error");
        String inner = text(error.path("innererror"), "code");
        return new VaultAnswer(response.getStatusCode(), text(error, "code"),
                inner.isEmpty() ? Optional.empty() : Optional.of(inner), text(error, "message"));
    }

    /// No answer came.
    ///
    /// @param whom who did not answer, for people to read
    static VaultAnswer ofTransport(RuntimeException failure, String whom) {
        List<Throwable> causes = causes(failure);
        if (has(causes, UnknownHostException.class) || has(causes, UnresolvedAddressException.class)) {
            return VaultAnswer.none("UnknownHost", "The name of " + whom + " cannot be resolved.");
        }
        if (has(causes, SSLException.class)) {
            return VaultAnswer.none("TlsFailure", "No trusted connection to " + whom + " can be made.");
        }
        if (has(causes, HttpTimeoutException.class) || has(causes, TimeoutException.class)
                || has(causes, InterruptedException.class)) {
            return VaultAnswer.none("Timeout", "No answer of " + whom + " came in time.");
        }
        if (has(causes, ConnectException.class)) {
            return VaultAnswer.none("ConnectionRefused", "No connection to " + whom + " can be made.");
        }
        return VaultAnswer.none("ConnectionLost", "The connection to " + whom + " was lost.");
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < MAX_CAUSES; cause = cause
                .getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static JsonNode body(HttpResponse response) {
        try {
            byte[] bytes = response.getBodyAsBinaryData() == null
                    ? new byte[0]
                    : response.getBodyAsBinaryData().toBytes();
            return MAPPER.readTree(bytes);
        } catch (JacksonException | IllegalStateException e) {
            return MAPPER.createObjectNode();
        }
    }

    private static String text(JsonNode json, String member) {
        String text = json.path(member).asString("");
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
