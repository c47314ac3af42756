package io.holdfast.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Each rule for customer-managed keys has a test, or a reason to have none.
class CmkRulesTest {

    private static final String WRITE = "holdfast.rules.write";

    @Test
    void everyRuleHasATestOrAReasonToHaveNone() throws IOException {
        CmkRules rules = CmkRules.read(Repository.root());
        List<String> without = rules.rules()
                .filter(rule -> rule.kind().isEmpty() && rules.tests(rule).isEmpty())
                .map(rule -> rule.number() + " = " + rule.claim()).toList();

        assertThat(without).as("rules without a test named rule{NUMBER}_{claim}").isEmpty();
    }

    @Test
    void noRuleIsListedTwiceAndNoTestNamesOneThatIsNot() throws IOException {
        CmkRules rules = CmkRules.read(Repository.root());
        List<String> numbers = rules.rules().map(CmkRules.Rule::number).toList();

        assertThat(numbers).doesNotHaveDuplicates();
        Set<String> unknown = rules.testsByRule().keySet().stream()
                .filter(number -> !numbers.contains(number))
                .collect(Collectors.toSet());
        assertThat(unknown).as("numbers in names of tests that are no rules").isEmpty();
    }

    /// With the property it writes the page first.
    @Test
    void thePageIsMadeOfTheListAndTheTests() throws IOException {
        Path page = Repository.root().resolve("docs/cmk-rules.md");
        String made = CmkRules.read(Repository.root()).page();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(page, made);
        }

        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as("docs/cmk-rules.md; make it anew with "
                        + "./holdfast test -pl e2e -am -Dtest=CmkRulesTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                        + WRITE + "=true")
                .isEqualTo(made);
    }
}
