package io.holdfast.query.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.Relation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterBelowProjectTest {
    private static Relation rewritten(String kql) {
        return new FilterBelowProject().apply(Rewritten.relation(kql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"T | extend b = a + 1 | where s has 'x'",
            "T | project c = s, a, b = rand() | where c has 'x' and a > 1",
            "T | extend b = 1 | extend e = strcat(s, 'y') | where s has 'x'",
            "T | project-away d | where a in (toscalar(T | count), 2)"})
    void filterOverWhatIsPassedOnGoesBelow(String kql) {
        Relation below = rewritten(kql);
        while (below instanceof Relation.Project project) {
            below = project.input();
        }

        assertThat(below).isInstanceOfSatisfying(Relation.Filter.class,
                filter -> assertThat(filter.input()).isInstanceOf(Relation.Scan.class));
        assertThat(rewritten(kql).columns()).isEqualTo(Rewritten.relation(kql).columns());
    }

    @ParameterizedTest
    @ValueSource(strings = {"T | extend b = a + 1 | where b > 1", "T | extend b = rand() | where b > 0.5",
            "T | serialize n = row_number() | where a > 1", "T | take 5 | where a > 1",
            "T | sort by a asc | extend p = prev(a) | where a > 1",
            "T | summarize n = count() by a | where a > 1"})
    void filterOverWhatIsComputedOrFoundAmongOtherRowsStays(String kql) {
        assertThat(rewritten(kql)).isEqualTo(Rewritten.relation(kql));
    }
}
