package io.holdfast.kql.internal;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The operators of KQL that stand between two operands, but for `and` and `or`.
enum BinaryOperator {
    // @formatter:off
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    MODULO("%"),
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    EQUAL_CI("=~"),
    NOT_EQUAL_CI("!~"),
    HAS("has"),
    NOT_HAS("!has"),
    HAS_CS("has_cs"),
    NOT_HAS_CS("!has_cs"),
    HAS_PREFIX("hasprefix"),
    NOT_HAS_PREFIX("!hasprefix"),
    HAS_PREFIX_CS("hasprefix_cs"),
    NOT_HAS_PREFIX_CS("!hasprefix_cs"),
    HAS_SUFFIX("hassuffix"),
    NOT_HAS_SUFFIX("!hassuffix"),
    HAS_SUFFIX_CS("hassuffix_cs"),
    NOT_HAS_SUFFIX_CS("!hassuffix_cs"),
    CONTAINS("contains"),
    NOT_CONTAINS("!contains"),
    CONTAINS_CS("contains_cs"),
    NOT_CONTAINS_CS("!contains_cs"),
    STARTS_WITH("startswith"),
    NOT_STARTS_WITH("!startswith"),
    STARTS_WITH_CS("startswith_cs"),
    NOT_STARTS_WITH_CS("!startswith_cs"),
    ENDS_WITH("endswith"),
    NOT_ENDS_WITH("!endswith"),
    ENDS_WITH_CS("endswith_cs"),
    NOT_ENDS_WITH_CS("!endswith_cs"),
    MATCHES_REGEX("matches regex"),
    SEARCH(":");
    // @formatter:on

    private static final Map<String, BinaryOperator> BY_TEXT = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(BinaryOperator::text, Function.identity()));
    private static final Map<String, BinaryOperator> OLDER_SPELLINGS = Map.of("<>", NOT_EQUAL, "notcontains",
            NOT_CONTAINS, "notcontains_cs", NOT_CONTAINS_CS, "containscs", CONTAINS_CS, "notcontainscs",
            NOT_CONTAINS_CS);

    private final String text;

    BinaryOperator(String text) {
        this.text = text;
    }

    /// Returns the operator as it is written.
    String text() {
        return text;
    }

    /// Returns the operator of this spelling, or empty if the language has none.
    static Optional<BinaryOperator> of(String spelling) {
        return Optional.ofNullable(BY_TEXT.getOrDefault(spelling, OLDER_SPELLINGS.get(spelling)));
    }
}
