package io.holdfast.externaldata;

import io.holdfast.kql.ExternalSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// How the files of a source are to be read, as its `with` clause says.
///
/// @param format empty if the name of each file tells
/// @param skipsFirst whether the first record of each file is its heading
/// @param packed which files of an archive are read, by name
record Reading(Optional<FileFormat> format, boolean skipsFirst, Predicate<String> packed, Mapping mapping) {

    // Properties of the mirrored system's ingestion that change nothing about rows that a query reads.
    private static final Set<String> WITHOUT_EFFECT = Set.of("creationtime", "tags", "validationpolicy",
            "recreate_schema", "policy_ingestiontime", "distributed", "ingestionmappingtype",
            "persistdetails", "extend_schema");
    private static final Set<String> KNOWN = Set.of("format", "ignorefirstrecord", "zippattern",
            "ingestionmapping");

    /// Reads the properties of a source.
    ///
    /// @throws ReadFailure if they are none
    static Reading of(ExternalSource source) {
        Map<String, String> properties = source.properties();
        for (String name : properties.keySet()) {
            if (!KNOWN.contains(name) && !WITHOUT_EFFECT.contains(name)) {
                throw new ReadFailure(
                        "the property '" + name + "' is not known, only format, ignoreFirstRecord, "
                                + "zipPattern and ingestionMapping");
            }
        }
        return new Reading(Optional.ofNullable(properties.get("format")).map(FileFormat::named),
                "true".equals(properties.getOrDefault("ignorefirstrecord", "").toLowerCase(Locale.ROOT)),
                pattern(Optional.ofNullable(properties.get("zippattern"))),
                Mapping.of(source.columns(), Optional.ofNullable(properties.get("ingestionmapping"))));
    }

    /// A regular expression, as the mirrored system has it, or a pattern of `*`, as its users write it.
    private static Predicate<String> pattern(Optional<String> zipPattern) {
        if (zipPattern.isEmpty()) {
            return _ -> true;
        }
        String text = zipPattern.get();
        try {
            return text.startsWith("*")
                    ? Pattern.compile(".*" + String.join(".*",
                            List.of(text.split("\\*", -1)).stream().skip(1).map(Pattern::quote).toList()))
                            .asMatchPredicate()
                    : Pattern.compile(text).asPredicate();
        } catch (PatternSyntaxException _) {
            throw new ReadFailure("the zipPattern is no regular expression");
        }
    }
}
