package io.holdfast.server;

import io.holdfast.rest.ApiException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes apart what a request names: path, query and host, as they stand on the wire (RFC 3986, RFC 9112).
///
/// Whatever could mean two things to two readers is refused with 400: bad percent encoding, bytes that are
/// not UTF-8, control characters, an encoded slash, dot segments.
final class RequestTarget {

    private static final Pattern AUTHORITY = Pattern
            .compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9]([A-Za-z0-9.-]{0,252}))(?::([0-9]{1,5}))?");
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65_535;
    private static final int ESCAPE_LENGTH = 3;
    private static final int HEX = 16;

    private RequestTarget() {}

    /// The segments, percent-decoded; leading empty ones are dropped, others kept.
    static List<String> segments(String rawPath) {
        if (!rawPath.startsWith("/")) {
            throw badRequest("The request target must be a path that begins with a slash.");
        }
        int start = 0;
        while (start < rawPath.length() && rawPath.charAt(start) == '/') {
            start++;
        }
        if (start == rawPath.length()) {
            return List.of();
        }
        List<String> segments = new ArrayList<>();
        for (String raw : rawPath.substring(start).split("/", -1)) {
            String segment = decoded(raw, "path");
            if (segment.indexOf('/') >= 0 || segment.equals(".") || segment.equals("..")) {
                throw badRequest(
                        "A path segment must not hold an encoded slash and must not be '.' or '..'.");
            }
            segments.add(segment);
        }
        return segments;
    }

    /// The parameters by lower-case name; of a repeated one the first value.
    static Map<String, String> query(String rawQuery) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.putIfAbsent(decoded(name.replace('+', ' '), "query").toLowerCase(Locale.ROOT),
                    decoded(value.replace('+', ' '), "query"));
        }
        return parameters;
    }

    /// Scheme, host and port that the client used; host in lower case, the default port left out.
    static URI origin(String authority) {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            throw badRequest("The Host header must be a host name or address, with or without a port.");
        }
        String host = matcher.group(1).toLowerCase(Locale.ROOT);
        int port = matcher.group(3) == null ? HTTPS_PORT : Integer.parseInt(matcher.group(3));
        try {
            URI origin = new URI("https", null,
                    host.endsWith(".") ? host.substring(0, host.length() - 1) : host,
                    port == HTTPS_PORT ? -1 : port, null, null, null);
            if (origin.getHost() == null || port > MAX_PORT) {
                throw badRequest("The Host header must name a valid host and port.");
            }
            return origin;
        } catch (URISyntaxException e) {
            throw badRequest("The Host header must name a valid host and port.");
        }
    }

    private static String decoded(String raw, String where) {
        if (raw.indexOf('%') < 0) {
            return checked(raw, where);
        }
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            if (i + ESCAPE_LENGTH > raw.length()) {
                throw badRequest("The " + where + " has a percent sign that is not followed by two digits.");
            }
            bytes.put((byte) (digit(raw.charAt(i + 1), where) * HEX + digit(raw.charAt(i + 2), where)));
            i += ESCAPE_LENGTH - 1;
        }
        try {
            return checked(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString(), where);
        } catch (CharacterCodingException e) {
            throw badRequest("The " + where + " is not UTF-8 after percent-decoding.");
        }
    }

    private static int digit(char c, String where) {
        int value = c < 128 ? Character.digit(c, HEX) : -1;
        if (value < 0) {
            throw badRequest("The " + where + " has a percent sign that is not followed by two hex digits.");
        }
        return value;
    }

    private static String checked(String text, String where) {
        boolean control = where.equals("path") && text.chars().anyMatch(c -> c < ' ' || c == 0x7f);
        if (control || text.indexOf('\0') >= 0) {
            throw badRequest("The " + where + " holds a control character.");
        }
        return text;
    }

    private static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message);
    }
}
