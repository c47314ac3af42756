package io.holdfast.query.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.KqlType;
import io.holdfast.query.CancellationSignal;
import io.holdfast.query.MemoryTables;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.RowTerms;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTermsTest {
    private static final int TEXTS = 4_000;
    /// Letters that fold to those of ASCII, digits and letters of other scripts, marks, and separators.
    private static final String[] PIECES = {"ab", "AB", "k", "\u212a", "s", "\u017f", "i", "\u0130", "\u0131",
            "1", "\u0661", "\u00b2", "\u00bd", "\u0345", "\u0301", "\ud835\udc00", "\u00e9", "x", ".", "-",
            "_",
            " ", "\u00a0", "\u20ac", "\ud83d\ude00"};
    private static final String[] ASCII = {"ab", "k", "s", "i", "1", ".", "-", "_", " "};
    private static final int QUERIES = 100;
    private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{Nd}]+");

    private static RowTerms terms(String kql) {
        return new SqlQuery(Rewritten.bound(kql)).scans().getFirst().terms();
    }

    private static RowTerms term(String term) {
        return new RowTerms.Term("s", term);
    }

    @ParameterizedTest
    @ValueSource(strings = {"T | where s has 'evil'", "T | where s == 'evil'", "T | where 'evil' == s",
            "T | where s =~ 'evil'", "T | where s has_cs 'evil' and a > 1", "T | where s contains 'x-evil-y'",
            "T | where s startswith 'evil-x'", "T | where s endswith 'x-evil'",
            "T | where s hasprefix '-evil-x'",
            "T | where s in ('evil')", "T | where s has_any ('evil')",
            "T | where a > 1 | where s has '#evil#'",
            "T | project t = s, a | where t has 'evil'", "T | sort by a | where s has 'evil'",
            "T | where s has 'evil' or (s == 'evil' and a > 1)", "(union T, T) | where s has 'evil'"})
    void termsReachTheScan(String kql) {
        assertThat(new SqlQuery(Rewritten.bound(kql)).scans()).isNotEmpty()
                .allMatch(scan -> scan.terms().equals(term("evil")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"T", "T | where not(s has 'evil')", "T | where s !has 'evil'",
            "T | where s contains 'evil'",
            "T | where s has 'evil' or a > 1", "T | take 5 | where s has 'evil'", "T | where s has ''",
            "T | where s hasprefix 'evil'", "T | where s has 'b\u00f6se'", "T | where d has 'evil'",
            "T | extend s = strcat(s, 'evil') | where s has 'evil'", "T | where s matches regex 'evil'",
            "T | serialize p = prev(s) | where s has 'evil'", "T | where s startswith 'evil'",
            "T | summarize s = take_any(s) by a | where s has 'evil'"})
    void whatOtherRowsMayKeepAsksForNothing(String kql) {
        assertThat(terms(kql)).isEqualTo(RowTerms.NONE);
    }

    @Test
    void eachRunOfLettersAndDigitsIsATerm() {
        assertThat(terms("T | where s has '10.1.2.3'")).isEqualTo(
                new RowTerms.All(List.of(term("10"), term("1"), term("2"), term("3"))));
        assertThat(terms("T | where s has_any ('a b', 'c')")).isEqualTo(
                new RowTerms.Any(List.of(new RowTerms.All(List.of(term("a"), term("b"))), term("c"))));
        assertThat(terms("T | where s has_all ('a', 'c')"))
                .isEqualTo(new RowTerms.All(List.of(term("a"), term("c"))));
    }

    @ParameterizedTest
    @CsvSource({"has", "has_cs", "hasprefix", "hassuffix", "==", "=~", "startswith", "endswith", "contains",
            "in~",
            "has_any"})
    void noTextThatAConditionFindsLacksItsTerms(String operator) {
        Random random = new Random(11);
        String rows = IntStream.range(0, TEXTS)
                .mapToObj(i -> "(" + SqlText.string(text(random, PIECES)) + ")")
                .collect(Collectors.joining(","));
        try (MemoryTables tables = new MemoryTables("CREATE TABLE \"T\" (s VARCHAR)",
                "INSERT INTO \"T\" VALUES " + rows)) {
            long asked = 0;
            long found = 0;
            for (int query = 0; query < QUERIES; query++) {
                String needle = "'" + text(random, query % 5 == 0 ? PIECES : ASCII) + "'";
                String kql = "T | where s " + operator
                        + (operator.matches("in~|has_any") ? "(" + needle + ")" : needle)
                        + " | project s";
                RowTerms terms = terms(kql);
                asked += terms.equals(RowTerms.NONE) ? 0 : 1;
                for (String text : texts(tables, kql)) {
                    Set<String> runs = runs(text);
                    assertThat(terms.mayHold((column, term) -> runs.contains(folded(term))))
                            .describedAs("%s in <%s>", kql, text).isTrue();
                    found++;
                }
            }
            assertThat(asked).isPositive();
            assertThat(found).isPositive();
        }
    }

    private static List<String> texts(MemoryTables tables, String kql) {
        ResultReader reader = new ResultReader(List.of(KqlType.STRING));
        new Execution(new SqlQuery(Rewritten.bound(kql)), QueryLimits.SERVICE, Duration.ofMinutes(1), reader)
                .run(tables, new CancellationSignal());
        return reader.rows().stream().map(row -> (String) row.getFirst()).toList();
    }

    private static String text(Random random, String[] pieces) {
        return random.ints(1 + random.nextInt(5), 0, pieces.length).mapToObj(piece -> pieces[piece])
                .collect(Collectors.joining());
    }

    private static Set<String> runs(String text) {
        return OTHER.splitAsStream(text).map(ScanTermsTest::folded).collect(Collectors.toSet());
    }

    private static String folded(String text) {
        return text.chars()
                .mapToObj(c -> String.valueOf(Character.toLowerCase(Character.toUpperCase((char) c))))
                .collect(Collectors.joining()).toLowerCase(Locale.ROOT);
    }
}
