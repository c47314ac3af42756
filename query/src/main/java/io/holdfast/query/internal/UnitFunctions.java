package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Conversions between units of measurement, which the file `units.txt` lists.
final class UnitFunctions {
    static final List<JavaFunction> ALL = Stream
            .of("angle", "energy", "force", "length", "mass", "speed", "temperature", "volume")
            .map(UnitFunctions::function).toList();

    private static final Map<String, Double> PREFIXES = Map.ofEntries(Map.entry("Femto", 1e-15),
            Map.entry("Pico", 1e-12), Map.entry("Nano", 1e-9), Map.entry("Micro", 1e-6),
            Map.entry("Milli", 1e-3), Map.entry("Centi", 1e-2), Map.entry("Deci", 0.1),
            Map.entry("Deca", 10.0), Map.entry("Hecto", 100.0), Map.entry("Kilo", 1e3),
            Map.entry("Mega", 1e6), Map.entry("Giga", 1e9), Map.entry("Tera", 1e12),
            Map.entry("Peta", 1e15));
    private static final Map<String, Unit> UNITS = load();

    /// How a value in the unit becomes one in the base unit: times the factor, and then plus the offset.
    private record Unit(double factor, double offset) {}

    private UnitFunctions() {}

    private static JavaFunction function(String quantity) {
        return JavaFunction.of("convert_" + quantity, REAL,
                a -> convert((Double) a[0], UNITS.get(quantity + " " + a[1]),
                        UNITS.get(quantity + " " + a[2])),
                REAL, STRING, STRING);
    }

    private static @Nullable Double convert(double value, @Nullable Unit from, @Nullable Unit to) {
        return from == null || to == null
                ? null
                : Double.valueOf((value * from.factor() + from.offset() - to.offset()) / to.factor());
    }

    private static Map<String, Unit> load() {
        Map<String, Unit> units = new HashMap<>();
        try (InputStream in = UnitFunctions.class.getResourceAsStream("units.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(line -> !line.startsWith("#")).forEach(line -> add(units, line.split(" ")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return units;
    }

    private static void add(Map<String, Unit> units, String[] fields) {
        double factor = Double.parseDouble(fields[2]);
        boolean prefixed = fields.length > 3 && fields[3].equals("*");
        units.put(fields[0] + " " + fields[1],
                new Unit(factor, fields.length > 3 && !prefixed ? Double.parseDouble(fields[3]) : 0));
        if (prefixed) {
            String name = Character.toLowerCase(fields[1].charAt(0)) + fields[1].substring(1);
            PREFIXES.forEach((prefix, scale) -> units.putIfAbsent(fields[0] + " " + prefix + name,
                    new Unit(factor * scale, 0)));
        }
    }
}
