package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.STRING;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Functions over IPv4 addresses as text, with an optional prefix length: `10.0.0.0/8`.
final class AddressFunctions {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("parse_ipv4", LONG, a -> number((String) a[0]), STRING),
            JavaFunction.of("ipv4_is_private", BOOL, a -> isPrivate((String) a[0]), STRING),
            JavaFunction.of("ipv4_is_in_range", BOOL, a -> isInRange((String) a[0], (String) a[1]), STRING,
                    STRING),
            JavaFunction.of("ipv4_is_in_any_range", BOOL, a -> isInAnyRange((String) a[0], (String) a[1]),
                    STRING,
                    DYNAMIC),
            JavaFunction.of("ipv4_compare", LONG, a -> compare((String) a[0], (String) a[1], (Long) a[2]),
                    STRING,
                    STRING, LONG));

    private static final Pattern ADDRESS = Pattern
            .compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?");
    private static final List<Network> PRIVATE = List.of(new Network(0x0A000000L, 8),
            new Network(0xAC100000L, 12),
            new Network(0xC0A80000L, 16));

    /// An address of 32 bits and the length of its prefix, 0 to 32.
    private record Network(long address, int prefix) {
        long masked(int length) {
            return length == 0 ? 0 : address & (0xFFFFFFFFL << (32 - length)) & 0xFFFFFFFFL;
        }

        boolean contains(Network other) {
            return other.prefix >= prefix && other.masked(prefix) == masked(prefix);
        }
    }

    private AddressFunctions() {}

    private static @Nullable Network parse(String text) {
        Matcher matcher = ADDRESS.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        long address = 0;
        for (int group = 1; group <= 4; group++) {
            int octet = Integer.parseInt(matcher.group(group));
            if (octet > 255) {
                return null;
            }
            address = (address << 8) | octet;
        }
        int prefix = matcher.group(5) == null ? 32 : Integer.parseInt(matcher.group(5));
        return prefix > 32 ? null : new Network(address, prefix);
    }

    static @Nullable Long number(String text) {
        Network network = parse(text);
        return network == null ? null : Long.valueOf(network.masked(network.prefix()));
    }

    private static @Nullable Boolean isPrivate(String text) {
        Network network = parse(text);
        return network == null
                ? null
                : Boolean.valueOf(PRIVATE.stream().anyMatch(range -> range.contains(network)));
    }

    private static @Nullable Boolean isInRange(String text, String range) {
        Network network = parse(text);
        Network wide = parse(range);
        return (network == null || wide == null) ? null : Boolean.valueOf(wide.contains(network));
    }

    private static @Nullable Boolean isInAnyRange(String text, String ranges) {
        JsonNode node = Json.parse(ranges).orElse(null);
        if (parse(text) == null || node == null) {
            return null;
        }
        ArrayNode array = Json.newArray();
        for (JsonNode range : node) {
            if (range instanceof ArrayNode inner) {
                array.addAll(inner);
            } else {
                array.add(range);
            }
        }
        return array.valueStream()
                .anyMatch(range -> Boolean.TRUE.equals(isInRange(text, Json.asText(range))));
    }

    private static @Nullable Long compare(String left, String right, long prefix) {
        Network a = parse(left);
        Network b = parse(right);
        if (a == null || b == null || prefix < 0 || prefix > 32) {
            return null;
        }
        int length = (int) Math.min(prefix, Math.min(a.prefix(), b.prefix()));
        return (long) Long.compare(a.masked(length), b.masked(length));
    }
}
