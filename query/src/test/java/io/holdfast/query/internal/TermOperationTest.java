package io.holdfast.query.internal;

import static io.holdfast.query.internal.Rewritten.sql;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TermOperationTest {
    @Test
    void constantTermIsSearchedForCheaplyBeforeItIsCheckedExactly() {
        String sql = sql("T | where s has 'needle'");

        assertThat(sql).contains("(?is)needle'");
        assertThat(sql.indexOf("(?is)needle'")).isLessThan(sql.indexOf("holdfast_has_term"));
        assertThat(sql("T | where s has_cs 'needle'")).contains("contains(\"s\", 'needle')");
    }

    @Test
    void termOfARowIsCheckedExactlyOnly() {
        assertThat(sql("T | where s has tostring(d)")).doesNotContain("contains(").contains("term_regex");
        assertThat(sql("T | where s has ''")).doesNotContain("regexp_matches");
    }
}
