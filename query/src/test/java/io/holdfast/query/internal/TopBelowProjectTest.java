package io.holdfast.query.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.Relation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopBelowProjectTest {
    private static Relation rewritten(String kql) {
        return new TopBelowProject().apply(Rewritten.relation(kql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"T | extend b = strcat(s, 'y') | top 5 by a",
            "T | project c = a, b = rand() | sort by c asc | take 5"})
    void firstRowsInTheOrderOfWhatIsPassedOnAreFoundBelow(String kql) {
        assertThat(rewritten(kql)).isInstanceOfSatisfying(Relation.Project.class,
                project -> assertThat(project.input()).isInstanceOfSatisfying(Relation.Limit.class,
                        limit -> assertThat(limit.input()).isInstanceOfSatisfying(Relation.Sort.class,
                                sort -> assertThat(sort.input()).isInstanceOf(Relation.Scan.class))));
        assertThat(rewritten(kql).columns()).isEqualTo(Rewritten.relation(kql).columns());
    }

    @ParameterizedTest
    @ValueSource(strings = {"T | extend b = a + 1 | top 5 by b", "T | extend b = rand() | top 5 by b",
            "T | serialize n = row_number() | top 5 by a", "T | extend b = a + 1 | sort by a",
            "T | extend b = a + 1 | take 5", "T | where a > 1 | top 5 by a"})
    void otherRowsStayWhereTheyAre(String kql) {
        assertThat(rewritten(kql)).isEqualTo(Rewritten.relation(kql));
    }
}
