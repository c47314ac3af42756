package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DECIMAL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Functions that take texts of some form apart, and a few that make such texts.
final class ParsingFunctions {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("parse_command_line", DYNAMIC, a -> commandLine((String) a[0], (String) a[1]),
                    STRING, STRING),
            JavaFunction.of("parse_user_agent", DYNAMIC, a -> UserAgents.parse((String) a[0], a[1]), STRING,
                    DYNAMIC),
            JavaFunction.of("parse_version", DECIMAL, a -> version((String) a[0]), STRING),
            JavaFunction.of("parse_xml", DYNAMIC, a -> XmlToJson.convert((String) a[0]), STRING),
            JavaFunction.of("extract_json", DYNAMIC, a -> extractJson((String) a[0], (String) a[1]), STRING,
                    STRING),
            JavaFunction.optional("format_bytes", STRING, 1,
                    a -> formatBytes((Double) a[0], JavaFunction.longOr(a[1], 0),
                            JavaFunction.textOr(a[2], "")),
                    REAL, LONG, STRING),
            JavaFunction.optional("index_of_regex", LONG, 2,
                    a -> indexOfRegex((String) a[0], (String) a[1], JavaFunction.longOr(a[2], 0),
                            JavaFunction.longOr(a[3], -1), JavaFunction.longOr(a[4], 1)),
                    STRING, STRING, LONG, LONG, LONG),
            JavaFunction.of("extract_group", STRING,
                    a -> extractGroup((String) a[0], (String) a[1], (Long) a[2]), STRING, STRING, LONG),
            JavaFunction.of("extract_groups", DYNAMIC,
                    a -> extractGroups((String) a[0], (String) a[1], (String) a[2]), STRING, STRING, DYNAMIC),
            JavaFunction.of("has_any_index", LONG, a -> hasAnyIndex((String) a[0], (String) a[1]), STRING,
                    DYNAMIC));

    private static final int VERSION_PARTS = 4;
    private static final int VERSION_DIGITS = 8;
    private static final List<String> UNITS = List.of("Bytes", "KB", "MB", "GB", "TB", "PB", "EB");
    private static final int MOST_DIGITS = 15;
    /// The patterns that a thread used last; most queries have the same for every row.
    private static final ThreadLocal<Map<String, Pattern>> PATTERNS = ThreadLocal
            .withInitial(() -> new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Pattern> eldest) {
                    return size() > MOST_PATTERNS;
                }
            });
    private static final int MOST_PATTERNS = 64;

    private ParsingFunctions() {}

    /// Splits as Windows programs do: blanks between arguments, quotes around blanks, backslashes before
    /// quotes.
    private static @Nullable String commandLine(String text, String kind) {
        if (!kind.equalsIgnoreCase("windows")) {
            return null;
        }
        ArrayNode arguments = Json.newArray();
        StringBuilder argument = new StringBuilder();
        boolean quoted = false;
        boolean open = false;
        int index = 0;
        while (index < text.length()) {
            char c = text.charAt(index);
            int slashes = 0;
            while (index + slashes < text.length() && text.charAt(index + slashes) == '\\') {
                slashes++;
            }
            boolean beforeQuote = slashes > 0 && index + slashes < text.length()
                    && text.charAt(index + slashes) == '"';
            if (slashes > 0) {
                argument.repeat('\\', beforeQuote ? slashes / 2 : slashes);
                open = true;
                index += slashes;
                if (beforeQuote && slashes % 2 == 1) {
                    argument.append('"');
                    index++;
                }
                continue;
            }
            if (c == '"') {
                quoted = !quoted;
                open = true;
            } else if (!quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
                if (open) {
                    arguments.add(argument.toString());
                }
                argument.setLength(0);
                open = false;
            } else {
                argument.append(c);
                open = true;
            }
            index++;
        }
        if (open) {
            arguments.add(argument.toString());
        }
        return arguments.isEmpty() ? null : Json.write(arguments);
    }

    /// Up to four numbers of up to eight digits, each weighing a hundred million times the next.
    private static @Nullable String version(String text) {
        String[] parts = text.strip().split("\\.", VERSION_PARTS + 1);
        BigInteger version = BigInteger.ZERO;
        for (int index = 0; index < VERSION_PARTS; index++) {
            String part = index < parts.length ? parts[index] : "0";
            if (part.isEmpty() || part.length() > VERSION_DIGITS
                    || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return null;
            }
            version = version.multiply(BigInteger.TEN.pow(VERSION_DIGITS)).add(new BigInteger(part));
        }
        return parts.length > VERSION_PARTS ? null : version.toString();
    }

    private static @Nullable String extractJson(String path, String text) {
        JsonNode root = path.startsWith("$") ? Json.parse(text).orElse(null) : null;
        JsonNode found = root == null ? null : JsonPaths.find(root, path);
        return found == null ? null : Json.write(found);
    }

    private static String formatBytes(double bytes, long digits, String unit) {
        if (Double.isNaN(bytes) || Double.isInfinite(bytes)) {
            return "";
        }
        int power = 0;
        double value = bytes;
        boolean fixed = UNITS.stream().anyMatch(unit::equalsIgnoreCase);
        while (power < UNITS.size() - 1
                && (fixed ? !UNITS.get(power).equalsIgnoreCase(unit) : Math.abs(value) >= 1024)) {
            value /= 1024;
            power++;
        }
        BigDecimal rounded = new BigDecimal(value)
                .setScale((int) Math.max(0, Math.min(digits, MOST_DIGITS)), RoundingMode.HALF_UP);
        BigDecimal plain = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
        return plain.toPlainString() + " " + UNITS.get(power);
    }

    /// Text, pattern, first position, length (-1 for all), occurrence; -1 if there is none.
    private static @Nullable Long indexOfRegex(String text, String pattern, long start, long length,
            long occurrence) {
        if (start < 0 || length < -1 || occurrence < 1) {
            return null;
        }
        int size = text.codePointCount(0, text.length());
        if (start > size) {
            return -1L;
        }
        int begin = text.offsetByCodePoints(0, (int) start);
        int end = length < 0 || start + length >= size
                ? text.length()
                : text.offsetByCodePoints(0, (int) (start + length));
        try {
            Matcher matcher = PATTERNS.get().computeIfAbsent(RegexSyntax.toRe2(pattern), Pattern::compile)
                    .matcher(text.substring(begin, end));
            for (long seen = 0; seen < occurrence; seen++) {
                if (!matcher.find()) {
                    return -1L;
                }
            }
            return (long) text.codePointCount(0, begin + matcher.start());
        } catch (PatternSyntaxException _) {
            return null;
        }
    }

    /// The pattern is one of RE2 already; null if it is none or has no such group.
    private static @Nullable String extractGroup(String text, String pattern, long group) {
        try {
            Matcher matcher = PATTERNS.get().computeIfAbsent(pattern, Pattern::compile).matcher(text);
            return group < 0 || group > matcher.groupCount() || !matcher.find()
                    ? null
                    : matcher.group((int) group);
        } catch (PatternSyntaxException _) {
            return null;
        }
    }

    /// Returns the groups of all matches, the text of one, or an array of those of several; null where the
    /// pattern has no such group or nothing matches.
    private static @Nullable String extractGroups(String text, String pattern, String groups) {
        int[] wanted = Json.array(groups).orElseGet(Json::newArray).valueStream().mapToInt(JsonNode::intValue)
                .toArray();
        ArrayNode all = Json.newArray();
        try {
            Matcher matcher = PATTERNS.get().computeIfAbsent(pattern, Pattern::compile).matcher(text);
            while (Arrays.stream(wanted).allMatch(group -> group <= matcher.groupCount()) && matcher.find()) {
                ArrayNode found = Json.newArray();
                for (int group : wanted) {
                    found.add(matcher.group(group) == null ? "" : matcher.group(group));
                }
                all.add(wanted.length == 1 ? found.get(0) : found);
            }
        } catch (PatternSyntaxException _) {
            return null;
        }
        return all.isEmpty() ? null : all.toString();
    }

    private static long hasAnyIndex(String text, String terms) {
        ArrayNode array = Json.array(terms).orElseGet(Json::newArray);
        for (int index = 0; index < array.size(); index++) {
            if (TextFunctions.hasTerm(text.toLowerCase(Locale.ROOT),
                    Json.asText(array.get(index)).toLowerCase(Locale.ROOT))) {
                return index;
            }
        }
        return -1;
    }
}
