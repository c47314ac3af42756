package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.STRING;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Functions that find IPv4 addresses within texts, and write them.
final class TextAddressFunctions {
    private static final int BITS = 32;

    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("has_ipv4", BOOL, a -> has((String) a[0], List.of((String) a[1]), false),
                    STRING, STRING),
            JavaFunction.of("has_ipv4_prefix", BOOL,
                    a -> has((String) a[0], List.of((String) a[1]), true), STRING, STRING),
            JavaFunction.variadic("has_any_ipv4", BOOL, a -> has((String) a[0], texts(a[1]), false),
                    STRING),
            JavaFunction.variadic("has_any_ipv4_prefix", BOOL,
                    a -> has((String) a[0], texts(a[1]), true), STRING),
            JavaFunction.of("parse_ipv4_mask", LONG, a -> masked((String) a[0], (Long) a[1]), STRING, LONG),
            JavaFunction.of("ipv4_netmask_suffix", LONG, a -> suffix((String) a[0]), STRING),
            JavaFunction.of("ipv4_range_to_cidr_list", DYNAMIC,
                    a -> cidrs((String) a[0], (String) a[1]), STRING, STRING),
            JavaFunction.optional("format_ipv4", STRING, 1,
                    a -> format((String) a[0], JavaFunction.longOr(a[1], BITS), false), STRING, LONG),
            JavaFunction.optional("format_ipv4_mask", STRING, 1,
                    a -> format((String) a[0], JavaFunction.longOr(a[1], BITS), true), STRING, LONG));

    private static final long ALL_ONES = 0xFFFFFFFFL;
    private static final Pattern ADDRESS = Pattern
            .compile(
                    "(?<![\\p{L}\\p{N}.])\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?![\\p{L}\\p{N}]|\\.\\d)");
    private static final Pattern PREFIX = Pattern.compile("(?:\\d{1,3}\\.){1,3}(?:\\d{1,3})?");

    private TextAddressFunctions() {}

    private static List<String> texts(Object json) {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : Json.array(json).orElseThrow()) {
            if (node.isArray()) {
                node.forEach(element -> texts.add(Json.asText(element)));
            } else {
                texts.add(Json.asText(node));
            }
        }
        return texts;
    }

    private static boolean has(String text, List<String> sought, boolean prefixes) {
        List<String> wanted = sought.stream()
                .filter(one -> prefixes ? isPrefix(one) : AddressFunctions.number(one) != null).toList();
        Matcher matcher = ADDRESS.matcher(text);
        while (!wanted.isEmpty() && matcher.find()) {
            String found = matcher.group();
            if (AddressFunctions.number(found) != null && wanted.stream()
                    .anyMatch(one -> prefixes ? found.startsWith(one) : found.equals(one))) {
                return true;
            }
        }
        return false;
    }

    /// A prefix ends with a point or is a whole address.
    private static boolean isPrefix(String text) {
        return AddressFunctions.number(text) != null
                || (text.endsWith(".") && PREFIX.matcher(text).matches());
    }

    private static long mask(long address, long bits) {
        return bits == 0 ? 0 : address & (ALL_ONES << (BITS - bits)) & ALL_ONES;
    }

    private static @Nullable Long masked(String text, long bits) {
        Long number = AddressFunctions.number(text);
        return number == null || bits < 0 || bits > BITS ? null : Long.valueOf(mask(number, bits));
    }

    private static @Nullable Long suffix(String text) {
        if (AddressFunctions.number(text) == null) {
            return null;
        }
        int slash = text.indexOf('/');
        return slash < 0 ? BITS : Long.parseLong(text.substring(slash + 1).strip());
    }

    /// Takes an address as text or as the number that it is.
    private static String format(String value, long bits, boolean withMask) {
        Long number = AddressFunctions.number(value);
        Long suffix = suffix(value);
        if (number == null || suffix == null) {
            number = ConversionFunctions.toLong(value);
            suffix = (long) BITS;
        }
        if (number == null || number < 0 || number > ALL_ONES || bits < 0 || bits > BITS) {
            return "";
        }
        long length = Math.min(bits, suffix);
        return text(mask(number, length)) + (withMask ? "/" + length : "");
    }

    private static String text(long address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "."
                + (address & 255);
    }

    private static @Nullable String cidrs(String first, String last) {
        Long start = AddressFunctions.number(first);
        Long end = AddressFunctions.number(last);
        if (start == null || end == null) {
            return null;
        }
        var array = Json.newArray();
        long at = start;
        while (at <= end) {
            int free = at == 0 ? BITS : Math.min(BITS, Long.numberOfTrailingZeros(at));
            int size = Math.min(free, 63 - Long.numberOfLeadingZeros(end - at + 1));
            array.add(text(at) + "/" + (BITS - size));
            at += 1L << size;
        }
        return Json.write(array);
    }
}
