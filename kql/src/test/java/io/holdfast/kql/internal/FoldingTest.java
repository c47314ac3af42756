package io.holdfast.kql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.Kql;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.TableCatalog;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoldingTest {
    private static Scalar value(String expression) {
        Relation relation = Kql.bind("range a from 1 to 2 step 1 | project v = " + expression,
                TableCatalog.of(List.of()), BindOptions.at(638_713_728_000_000_000L)).relation();
        return ((Relation.Project) relation).assignments().getFirst().value();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', value = {"1 + 2 * 3 => 7",
            "9223372036854775807 + 1 => -9223372036854775808", "7 / 2 => 3", "-(5) => -5",
            "tolong('12') => 12", "bin(7, 5) => 5", "bin(-7, 5) => -10", "ago(1d) => 638712864000000000",
            "startofday(now()) => 638713728000000000", "1h + 30m => 54000000000",
            "todatetime('2025-01-01') + 1d => 638713728000000000", "toreal(2) => 2.0"})
    void operationOverConstantsIsComputed(String expression, String result) {
        assertThat(value(expression)).isInstanceOfSatisfying(Scalar.Literal.class,
                literal -> assertThat(String.valueOf(literal.value())).isEqualTo(result));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a + 1", "1 / 0", "long(null) + 1", "bin(7, 0)", "rand() + 1", "tolong('x')",
            "tolong('99999999999')", "toreal('1.5')", "new_guid()"})
    void whatIsNoConstantOrHasNoPlainResultIsLeftToTheEngine(String expression) {
        assertThat(value(expression)).isNotInstanceOf(Scalar.Literal.class);
    }
}
