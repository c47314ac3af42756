package io.holdfast.identity;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A request of a token by client credentials (RFC 6749, section 4.4), with the secret in the body or in a
/// Basic header, or with an assertion (RFC 7523, section 2.2).
///
/// @param resource what the token is for: from `scope` (version 2) or `resource` (version 1)
record TokenRequest(String clientId, ClientProof proof, String resource) {

    /// Scopes of a person's sign-in, which MSAL sends along with any grant; they ask for nothing here.
    private static final Set<String> SIGN_IN_SCOPES = Set.of("openid", "profile", "offline_access");

    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_FIELDS = 100;
    private static final String BASIC = "basic ";
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// @throws ApiException with the OAuth error that the mirrored service gives
    static TokenRequest parse(ApiRequest request) {
        Map<String, String> form = form(request.body().read(MAX_BODY_BYTES));
        request.headers().first("authorization").ifPresent(header -> addBasic(form, header));
        String grant = required(form, "grant_type");
        if (!grant.equals("client_credentials")) {
            throw new ApiException(400, "unsupported_grant_type",
                    "AADSTS70003: The app requested an unsupported"
                            + " grant type; supported is 'client_credentials'.");
        }
        String clientId = required(form, "client_id");
        return new TokenRequest(clientId, proof(form), resource(form));
    }

    private static ClientProof proof(Map<String, String> form) {
        Optional<String> secret = Optional.ofNullable(form.get("client_secret"))
                .filter(text -> !text.isEmpty());
        if (!form.containsKey("client_assertion")) {
            return new ClientProof.Secret(secret.orElseThrow(() -> new ApiException(401, "invalid_client",
                    "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the"
                            + " 'client_credentials' grant type.")));
        }
        if (secret.isPresent()) {
            throw malformed("it has both a client_secret and a client_assertion");
        }
        if (!required(form, "client_assertion_type").equals(ASSERTION_TYPE)) {
            throw new ApiException(400, "invalid_request", "AADSTS50012: The client_assertion_type must be '"
                    + ASSERTION_TYPE + "'.");
        }
        return new ClientProof.Assertion(required(form, "client_assertion"));
    }

    private static String resource(Map<String, String> form) {
        String resource = form.get("resource");
        if (resource != null && !resource.isBlank() && !form.containsKey("scope")) {
            return resource.strip();
        }
        List<String> scopes = Arrays.stream(required(form, "scope").strip().split(" +"))
                .filter(scope -> !SIGN_IN_SCOPES.contains(scope)).toList();
        return Optional.of(scopes).filter(one -> one.size() == 1).map(List::getFirst)
                .flatMap(Audiences::ofScope).orElseThrow(() -> new ApiException(400, "invalid_scope",
                        "AADSTS1002012: The provided value for"
                                + " scope is not valid. Client credential flows must have a scope value"
                                + " with /.default"
                                + " suffixed to the resource identifier (application ID URI)."));
    }

    private static String required(Map<String, String> form, String name) {
        return Optional.ofNullable(form.get(name)).filter(text -> !text.isBlank())
                .orElseThrow(() -> new ApiException(400, "invalid_request",
                        "AADSTS900144: The request body must contain the following parameter: '" + name
                                + "'."));
    }

    private static Map<String, String> form(byte[] body) {
        String[] fields = new String(body, StandardCharsets.UTF_8).split("&", -1);
        if (fields.length > MAX_FIELDS) {
            throw malformed("it has more than " + MAX_FIELDS + " fields");
        }
        Map<String, String> form = new LinkedHashMap<>();
        for (String field : fields) {
            int equals = field.indexOf('=');
            if (equals > 0 && form.putIfAbsent(decoded(field.substring(0, equals)),
                    decoded(field.substring(equals + 1))) != null) {
                throw malformed("a field occurs twice");
            }
        }
        return form;
    }

    private static void addBasic(Map<String, String> form, String header) {
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return;
        }
        try {
            String pair = new String(Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
                    StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw malformed("the Basic credentials have no colon");
            }
            form.putIfAbsent("client_id", decoded(pair.substring(0, colon)));
            form.putIfAbsent("client_secret", decoded(pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw malformed("the Basic credentials are not base64");
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed("a percent sign is not followed by two hexadecimal digits");
        }
    }

    private static ApiException malformed(String why) {
        return new ApiException(400, "invalid_request",
                "AADSTS900561: The request is malformed: " + why + ".");
    }
}
