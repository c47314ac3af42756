package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TerminalChartTest {

    private static QueryAnswer answer(String rows) {
        return QueryAnswer.of(JsonMapper.shared().readTree(
                "{'tables':[{'columns':[{'name':'k'},{'name':'n'}],'rows':%s}]}".formatted(rows)
                        .replace('\'', '"')));
    }

    @Test
    void barsAreAsLongAsTheirValues() {
        assertThat(TerminalChart.lines(answer("[['a',4],['bb',2],['c',0]]"), "barchart")).containsExactly(
                "a  |" + "#".repeat(50) + " 4", "bb |" + "#".repeat(25) + " 2", "c  | 0");
    }

    @Test
    void columnsStandOverTheirTimes() {
        assertThat(TerminalChart.lines(answer("[['t1',10],['t2',1]]"), "timechart"))
                .startsWith("10 |#", "   |#").contains("   |##").endsWith("   +--", "    t1 .. t2")
                .hasSize(12);
    }

    @Test
    void manyPointsAreDrawnWithTheGreatestOfEachPart() {
        String rows = IntStream.range(0, 500).mapToObj(i -> "['t" + i + "'," + (i == 77 ? 9 : 1) + "]")
                .collect(Collectors.joining(",", "[", "]"));

        assertThat(TerminalChart.lines(answer(rows), "linechart").getFirst()).isEqualTo("9 |       #");
    }

    @Test
    void tablesAndUnknownDrawingsAndResultsWithoutNumbersAreNotDrawn() {
        assertThat(TerminalChart.lines(answer("[['a',4]]"), "table")).isEmpty();
        assertThat(TerminalChart.lines(answer("[['a',4]]"), "")).isEmpty();
        assertThat(TerminalChart.lines(answer("[['a','b']]"), "barchart")).isEmpty();
        assertThat(TerminalChart.lines(answer("[]"), "barchart")).isEmpty();
    }
}
