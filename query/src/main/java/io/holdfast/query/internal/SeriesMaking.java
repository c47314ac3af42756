package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What `make-series` and `parse-kv` are made of: arrays with a place for each step of an axis, and bags of
/// the pairs in a text.
final class SeriesMaking {
    /// Most steps of a series. Source: the Kusto reference, page "make-series operator".
    private static final long MAX_STEPS = 1_048_576;

    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("series_axis", DYNAMIC, SeriesMaking::axis, LONG, LONG, LONG, STRING),
            JavaFunction.of("series_axis_real", DYNAMIC, SeriesMaking::realAxis, REAL, REAL, REAL, STRING),
            JavaFunction.optional("series_values", DYNAMIC, 5, SeriesMaking::values, DYNAMIC, DYNAMIC, LONG,
                    LONG,
                    LONG, DYNAMIC),
            JavaFunction.optional("series_values_real", DYNAMIC, 5, SeriesMaking::realValues, DYNAMIC,
                    DYNAMIC,
                    REAL, REAL, REAL, DYNAMIC),
            JavaFunction.of("parse_pairs", DYNAMIC, SeriesMaking::pairs, STRING, STRING, STRING, STRING,
                    STRING,
                    BOOL),
            JavaFunction.of("parse_pairs_regex", DYNAMIC, SeriesMaking::pairsOfPattern, STRING, STRING));

    private SeriesMaking() {}

    private static long steps(double length, double step) {
        return step <= 0 || length <= 0 ? 0 : (long) Math.min(MAX_STEPS, Math.ceil(length / step - 1e-9));
    }

    private static Object axis(Object[] arguments) {
        long start = (Long) arguments[0];
        long step = (Long) arguments[2];
        long count = steps((double) (Long) arguments[1] - (double) start, (double) step);
        ArrayNode axis = JsonNodeFactory.instance.arrayNode();
        for (long index = 0; index < count; index++) {
            long value = start + index * step;
            switch ((String) arguments[3]) {
                case "datetime" -> axis.add(KqlDatetime.formatFull(value));
                case "timespan" -> axis.add(KqlTimespan.format(value));
                default -> axis.add(value);
            }
        }
        return axis.toString();
    }

    private static Object realAxis(Object[] arguments) {
        double start = (Double) arguments[0];
        double step = (Double) arguments[2];
        long count = steps((Double) arguments[1] - start, step);
        ArrayNode axis = JsonNodeFactory.instance.arrayNode();
        for (long index = 0; index < count; index++) {
            axis.add(start + index * step);
        }
        return axis.toString();
    }

    private static Object values(Object[] arguments) {
        long start = (Long) arguments[2];
        long step = (Long) arguments[4];
        return placed(arguments, steps((double) (Long) arguments[3] - (double) start, (double) step),
                slot -> step == 0 ? -1 : (slot.longValue() - start) / step);
    }

    private static Object realValues(Object[] arguments) {
        double start = (Double) arguments[2];
        double step = (Double) arguments[4];
        return placed(arguments, steps((Double) arguments[3] - start, step),
                slot -> Math.round((slot.doubleValue() - start) / step));
    }

    /// Finds the index of a slot.
    @FunctionalInterface
    private interface Place {
        long of(JsonNode slot);
    }

    private static Object placed(Object[] arguments, long count, Place place) {
        JsonNode values = Json.orNull(arguments[0]);
        JsonNode slots = Json.orNull(arguments[1]);
        JsonNode empty = Json.orNull(arguments[5]);
        JsonNode[] places = new JsonNode[(int) count];
        for (int index = 0; index < slots.size() && index < values.size(); index++) {
            long at = slots.get(index).isNumber() ? place.of(slots.get(index)) : -1;
            if (at >= 0 && at < count) {
                places[(int) at] = values.get(index);
            }
        }
        ArrayNode series = JsonNodeFactory.instance.arrayNode();
        for (JsonNode value : places) {
            series.add(value == null ? empty : value);
        }
        return series.toString();
    }

    private static Object pairs(Object[] arguments) {
        String quotes = (String) arguments[3];
        PairReader reader = new PairReader((String) arguments[0], (String) arguments[1],
                (String) arguments[2],
                quotes.isEmpty() ? "" : quotes, (String) arguments[4], (Boolean) arguments[5]);
        return reader.read().toString();
    }

    private static @Nullable Object pairsOfPattern(Object[] arguments) {
        try {
            Matcher matcher = Pattern.compile((String) arguments[1]).matcher((String) arguments[0]);
            ObjectNode bag = JsonNodeFactory.instance.objectNode();
            while (matcher.groupCount() >= 2 && matcher.find()) {
                bag.put(String.valueOf(matcher.group(1)), matcher.group(2));
            }
            return bag.toString();
        } catch (PatternSyntaxException _) {
            return null;
        }
    }
}
