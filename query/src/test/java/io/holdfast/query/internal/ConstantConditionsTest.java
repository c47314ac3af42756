package io.holdfast.query.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.Relation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstantConditionsTest {
    private static Relation rewritten(String condition) {
        return new ConstantConditions().apply(Rewritten.relation("T | where " + condition));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`',
            value = {"isempty('') or s has 'x' => 1 == 1", "isempty('y') and a > 1 => 1 == 0",
                    "isempty('y') or a > 1 => a > 1", "'x' == 'x' and (a > 1 or 'x' == 'y') => a > 1",
                    "'x' != 'y' => 1 == 1", "not('x' == 'y') and a > 1 => a > 1",
                    "case('x' == 'y', a > 1, 'x' == 'x', a > 2, a > 3) => a > 2",
                    "iff('x' == 'y', a > 1, a > 2) => a > 2"})
    void conditionOverConstantsIsDecided(String condition, String decided) {
        assertThat(rewritten(condition)).isEqualTo(rewritten(decided.replace("1 == 1", "not(isempty('x'))")
                .replace("1 == 0", "isempty('x')")));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`',
            value = {"a > 1 or s has 'x'", "bool(null) or a > 1", "bool(null) and a > 1",
                    "isempty(s)", "iff(a > 1, a > 2, a > 3)", "real(nan) == real(nan)", "rand() == rand()"})
    void conditionOverValuesAndNullsStays(String condition) {
        assertThat(rewritten(condition)).isEqualTo(Rewritten.relation("T | where " + condition));
    }
}
