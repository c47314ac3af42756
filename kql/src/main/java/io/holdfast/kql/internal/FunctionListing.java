package io.holdfast.kql.internal;

import io.holdfast.kql.FunctionTable.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lists the functions of [Functions] and [SpecialForms] for those outside the module.
public final class FunctionListing {
    private static final Pattern SIGNATURE = Pattern.compile("(\\w+)\\((.*)\\): ([\\w, ]+?)(?: = \\w+)?");
    private static final Pattern ALIAS = Pattern.compile("(\\w+): (\\w+)");

    private FunctionListing() {}

    /// Returns the scalar functions in the order of their families.
    public static List<Function> scalars() {
        List<Function> functions = new ArrayList<>();
        Map<String, Function> byName = new HashMap<>();
        String family = "";
        for (String line : Functions.lines("functions.txt")) {
            Matcher signature = SIGNATURE.matcher(line);
            Matcher alias = ALIAS.matcher(line);
            if (line.startsWith("## ")) {
                family = line.substring(3);
                continue;
            }
            Function function = signature.matches()
                    ? new Function(family, signature.group(1), parameters(signature.group(2)),
                            signature.group(3))
                    : alias(alias, byName);
            byName.put(function.name(), function);
            functions.add(function);
        }
        new TreeSet<>(SpecialForms.names()).forEach(name -> functions
                .add(new Function("With rules of their own", name, List.of("..."), "by arguments")));
        return functions;
    }

    private static Function alias(Matcher alias, Map<String, Function> byName) {
        Function known = alias.matches() ? byName.get(alias.group(2)) : null;
        if (known == null) {
            throw new IllegalStateException("Invalid line of functions.txt: " + alias);
        }
        return new Function(known.family(), alias.group(1), known.parameters(), known.result());
    }

    private static List<String> parameters(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(", ", -1));
    }

    /// Returns the names of the aggregates in the order of the alphabet.
    public static List<String> aggregates() {
        return List.copyOf(new TreeSet<>(AggregateFunctions.all()));
    }
}
