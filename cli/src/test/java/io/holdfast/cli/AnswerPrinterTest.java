package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnswerPrinterTest {

    private static final JsonNode ANSWER = JsonMapper.shared().readTree("""
            {"tables":[{"columns":[{"name":"k"},{"name":"n"}],"rows":[["a,\\"b\\"",1],["c",null]]},
             {"columns":[{"name":"x"}],"rows":[[{"y":1}]]}],"render":{"visualization":"barchart"},
             "error":{"details":[{"innererror":{"message":"cut"}}]}}""");

    @Test
    void csvQuotesWhatNeedsIt() {
        assertThat(AnswerPrinter.lines(ANSWER, AnswerPrinter.Form.CSV)).containsExactly("k,n",
                "\"a,\"\"b\"\"\",1", "c,", "", "x", "\"{\"\"y\"\":1}\"");
    }

    @Test
    void tablesComeWithTheChartAndWithWhatIsMissing() {
        assertThat(AnswerPrinter.lines(ANSWER, AnswerPrinter.Form.TABLE)).startsWith("k      n")
                .anyMatch(line -> line.contains("|###")).endsWith("not whole: cut");
    }

    @Test
    void jsonIsTheAnswerAsItCame() {
        String text = String.join("\n", AnswerPrinter.lines(ANSWER, AnswerPrinter.Form.JSON));

        assertThat(JsonMapper.shared().readTree(text)).isEqualTo(ANSWER);
    }
}
