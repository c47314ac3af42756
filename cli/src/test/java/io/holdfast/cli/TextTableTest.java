package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertThat(new TextTable(List.of("ip", "n"), List.of(List.of("10.0.0.1", "5"), List.of("a", "")))
                .lines())
                .containsExactly("ip        n", "--------  -", "10.0.0.1  5", "a");
    }

    @Test
    void cellsOfAttackersCannotControlTheTerminal() {
        assertThat(new TextTable(List.of("c"), List.of(List.of("a\u001b[2Jb\nc"))).lines())
                .containsExactly("c", "--------", "a.[2Jb.c");
    }

    @Test
    void longCellsAreCut() {
        assertThat(new TextTable(List.of("c"), List.of(List.of("x".repeat(100)))).lines().get(2)).hasSize(60)
                .endsWith("..");
    }

    @Test
    void aTableWithoutRowsHasItsHeaders() {
        assertThat(new TextTable(List.of("a", "b"), List.of()).lines()).containsExactly("a  b", "-  -");
    }
}
