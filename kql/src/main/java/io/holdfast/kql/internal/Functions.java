package io.holdfast.kql.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.FunctionSpec.Component;
import io.holdfast.kql.internal.FunctionSpec.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The scalar functions with a plain signature, as the file `functions.txt` lists them. Those whose types or
/// names follow rules of their own are in [SpecialForms].
final class Functions {
    private static final Pattern SIGNATURE = Pattern
            .compile("(\\w+)\\((.*)\\): ([\\w, ]+?)(?: = (\\w+))?");
    private static final Pattern ALIAS = Pattern.compile("(\\w+): (\\w+)");
    private static final Map<String, FunctionSpec> BY_NAME = load();

    private Functions() {}

    static Optional<FunctionSpec> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static Set<String> names() {
        return new TreeSet<>(BY_NAME.keySet());
    }

    /// Returns the lines of a list of functions beside this class, without comments.
    static List<String> lines(String file) {
        try (InputStream in = Functions.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.equals("#") && !line.startsWith("# "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, FunctionSpec> load() {
        Map<String, FunctionSpec> byName = new LinkedHashMap<>();
        for (String line : lines("functions.txt")) {
            Matcher signature = SIGNATURE.matcher(line);
            Matcher alias = ALIAS.matcher(line);
            if (signature.matches()) {
                byName.put(signature.group(1), spec(signature));
            } else if (alias.matches()) {
                byName.put(alias.group(1), Optional.ofNullable(byName.get(alias.group(2))).orElseThrow());
            } else if (!line.startsWith("## ")) {
                throw new IllegalStateException("Invalid line of functions.txt: " + line);
            }
        }
        return byName;
    }

    private static FunctionSpec spec(Matcher signature) {
        List<Parameter> parameters = new ArrayList<>();
        int required = 0;
        boolean variadic = false;
        for (String parameter : signature.group(2).split(", ", -1)) {
            boolean optional = parameter.startsWith("[");
            variadic |= parameter.contains("...");
            required += optional || parameter.isEmpty() ? 0 : 1;
            if (!parameter.isEmpty()) {
                parameters.add(Parameter.valueOf(parameter.replaceAll("\\W", "").toUpperCase(Locale.ROOT)));
            }
        }
        String op = Optional.ofNullable(signature.group(4)).orElse(signature.group(1));
        List<Component> components = components(signature.group(3));
        return new FunctionSpec(ScalarOp.valueOf(op.toUpperCase(Locale.ROOT)), result(signature.group(3)),
                parameters, required, variadic, components);
    }

    private static @Nullable KqlType result(String text) {
        return text.equals("same")
                ? null
                : text.indexOf(' ') >= 0 ? KqlType.DYNAMIC : KqlType.ofKustoName(text).orElseThrow();
    }

    private static List<Component> components(String text) {
        return text.indexOf(' ') < 0
                ? List.of()
                : Stream.of(text.split(", ", -1)).map(component -> component.split(" ", 2))
                        .map(pair -> new Component(pair[0], KqlType.ofKustoName(pair[1]).orElseThrow()))
                        .toList();
    }
}
