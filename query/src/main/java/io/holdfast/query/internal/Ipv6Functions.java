package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.STRING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Functions over addresses of either version with an optional prefix length; those of IPv4 count as
/// `::ffff:a.b.c.d`, their prefix lengths as 96 more.
final class Ipv6Functions {
    private static final int BITS = 128;

    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("parse_ipv6", STRING, a -> format(Network.parse((String) a[0], BITS)), STRING),
            JavaFunction.of("parse_ipv6_mask", STRING,
                    a -> format(Network.parse((String) a[0], (Long) a[1])), STRING, LONG),
            JavaFunction.optional("ipv6_compare", LONG, 2,
                    a -> compare((String) a[0], (String) a[1], JavaFunction.longOr(a[2], BITS)), STRING,
                    STRING, LONG),
            JavaFunction.optional("ipv6_is_match", BOOL, 2, a -> {
                Long order = compare((String) a[0], (String) a[1], JavaFunction.longOr(a[2], BITS));
                return order == null ? null : Boolean.valueOf(order == 0);
            }, STRING, STRING, LONG),
            JavaFunction.of("ipv6_is_in_range", BOOL, a -> isInRange((String) a[0], (String) a[1]), STRING,
                    STRING),
            JavaFunction.variadic("ipv6_is_in_any_range", BOOL,
                    a -> isInAnyRange((String) a[0], (String) a[1]), STRING));

    private static final int MAPPED_BITS = 96;

    private Ipv6Functions() {}

    /// An address of 16 bytes and the length of its prefix, 0 to 128.
    private record Network(byte[] address, int prefix, boolean mapped) {
        static @Nullable Network parse(String text, long mask) {
            String[] parts = text.strip().split("/", 2);
            // As the mirrored engine has it, `::a.b.c.d` is an address of IPv4, too.
            String short4 = parts[0].startsWith("::") && parts[0].indexOf('.') > 0
                    ? parts[0].substring(2)
                    : parts[0];
            boolean mapped = short4.indexOf(':') < 0;
            byte @Nullable [] address = mapped ? mapped(short4) : groups(parts[0]);
            if (address == null || mask < 0 || mask > BITS) {
                return null;
            }
            int most = mapped ? BITS - MAPPED_BITS : BITS;
            Integer given = parts.length == 1 ? Integer.valueOf(most) : prefix(parts[1]);
            if (given == null || given > most) {
                return null;
            }
            int length = given + BITS - most;
            return new Network(address, (int) Math.min(length, mask), mapped);
        }

        private static @Nullable Integer prefix(String text) {
            return text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? null
                    : Integer.valueOf(text);
        }

        private static byte @Nullable [] mapped(String text) {
            Long number = AddressFunctions.number(text);
            if (number == null || text.indexOf('/') >= 0) {
                return null;
            }
            byte[] address = new byte[16];
            address[10] = (byte) 0xFF;
            address[11] = (byte) 0xFF;
            for (int index = 0; index < 4; index++) {
                address[12 + index] = (byte) (number >>> (24 - 8 * index));
            }
            return address;
        }

        byte[] masked(int length) {
            byte[] result = new byte[16];
            for (int index = 0; index < 16; index++) {
                int bits = Math.max(0, Math.min(8, length - 8 * index));
                result[index] = (byte) (address[index] & (0xFF00 >> bits));
            }
            return result;
        }
    }

    /// Reads groups of hexadecimal digits, of which `::` stands for as many zeros as are missing.
    private static byte @Nullable [] groups(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::")) {
            return null;
        }
        List<Integer> head = new ArrayList<>();
        List<Integer> tail = new ArrayList<>();
        boolean valid = gap < 0
                ? read(text, head)
                : read(text.substring(0, gap), head) && read(text.substring(gap + 2), tail);
        int missing = 8 - head.size() - tail.size();
        if (!valid || (gap < 0 ? missing != 0 : missing < 1)) {
            return null;
        }
        for (int index = 0; index < missing; index++) {
            head.add(0);
        }
        head.addAll(tail);
        byte[] address = new byte[16];
        for (int index = 0; index < 8; index++) {
            address[2 * index] = (byte) (head.get(index) >> 8);
            address[2 * index + 1] = (byte) (int) head.get(index);
        }
        return address;
    }

    private static boolean read(String text, List<Integer> groups) {
        if (text.isEmpty()) {
            return true;
        }
        for (String group : text.split(":", -1)) {
            if (group.indexOf('.') >= 0) {
                Long number = AddressFunctions.number(group);
                if (number == null || group.indexOf('/') >= 0) {
                    return false;
                }
                groups.add((int) (number >>> 16));
                groups.add((int) (number & 0xFFFF));
                continue;
            }
            if (group.isEmpty() || group.length() > 4
                    || !group.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
                return false;
            }
            groups.add(Integer.parseInt(group, 16));
        }
        return true;
    }

    private static @Nullable String format(@Nullable Network network) {
        if (network == null) {
            return null;
        }
        byte[] address = network.masked(network.prefix());
        StringBuilder out = new StringBuilder();
        for (int index = 0; index < 16; index += 2) {
            out.append(out.isEmpty() ? "" : ":")
                    .append("%02x%02x".formatted(address[index], address[index + 1]));
        }
        return out.toString();
    }

    /// The mask of two addresses of IPv4 counts their bits only.
    private static @Nullable Long compare(String left, String right, long mask) {
        Network a = Network.parse(left, BITS);
        Network b = Network.parse(right, BITS);
        if (a == null || b == null || mask < 0 || mask > BITS) {
            return null;
        }
        boolean short4 = a.mapped() && b.mapped() && mask <= BITS - MAPPED_BITS;
        long wanted = short4 ? mask + MAPPED_BITS : mask;
        int length = (int) Math.min(wanted, Math.min(a.prefix(), b.prefix()));
        return (long) Integer.signum(Arrays.compareUnsigned(a.masked(length), b.masked(length)));
    }

    private static @Nullable Boolean isInRange(String text, String range) {
        Network address = Network.parse(text, BITS);
        Network wide = Network.parse(range, BITS);
        return (address == null || wide == null)
                ? null
                : Boolean.valueOf(Arrays.equals(address.masked(wide.prefix()), wide.masked(wide.prefix())));
    }

    private static @Nullable Boolean isInAnyRange(String text, String ranges) {
        if (Network.parse(text, BITS) == null) {
            return null;
        }
        ArrayNode flat = Json.newArray();
        for (JsonNode range : Json.array(ranges).orElseThrow()) {
            if (range instanceof ArrayNode inner) {
                flat.addAll(inner);
            } else {
                flat.add(range);
            }
        }
        return flat.valueStream().anyMatch(range -> Boolean.TRUE.equals(isInRange(text, Json.asText(range))));
    }
}
