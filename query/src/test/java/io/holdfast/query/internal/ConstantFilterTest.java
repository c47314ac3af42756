package io.holdfast.query.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.Relation;
import org.junit.jupiter.api.Test;

class ConstantFilterTest {
    @Test
    void filterThatLetsAllThroughIsLeftOut() {
        Relation relation = Rewritten.relation("T | where true");

        assertThat(new ConstantFilter().apply(relation)).isEqualTo(Rewritten.relation("T"));
    }

    @Test
    void tableBehindAFilterThatLetsNothingThroughIsNotRead() {
        assertThat(new SqlQuery(Rewritten.bound("T | where false")).scans()).isEmpty();
        assertThat(new SqlQuery(Rewritten.bound("T | where bool(null)")).scans()).isEmpty();
        assertThat(new ConstantFilter().apply(Rewritten.relation("T | where false")).columns())
                .isEqualTo(Rewritten.relation("T").columns());
    }

    @Test
    void filterOverRowsStays() {
        Relation relation = Rewritten.relation("T | where a > 1");

        assertThat(new ConstantFilter().apply(relation)).isSameAs(relation);
        assertThat(new SqlQuery(Rewritten.bound("T | where false | summarize count()")).scans()).isEmpty();
        assertThat(new SqlQuery(Rewritten.bound("T | where rand() < 0")).scans()).hasSize(1);
    }
}
