package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class AnswerTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'error':{'code':'A','message':'m'}}                                        | 400 A: m",
            "{'error':{'code':'A','message':'m','innererror':{'code':'B'}}}              | 400 A: m (B)",
            "{'error':{'code':'A','message':'m','innererror':{'code':'B','message':'m'}}}| 400 A: m",
            "{'error':{'code':'A','message':'m','innererror':{'code':'B','message':'x',"
                    + "'innererror':{'code':'C','message':'y','line':2,'pos':5}}}} | "
                    + "400 A: m (y at line 2, column 5)",
            "{'code':'A','message':'m'}                                                  | 400 A: m",
            "{}                                                                          | 400 :"})
    void theErrorIsOneLineWithItsInnermostCause(String json, String text) {
        Answer answer = new Answer(400, Map.of(), JsonMapper.shared().readTree(json.replace('\'', '"')),
                Duration.ZERO);

        assertThat(answer.errorText()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', ignoreLeadingAndTrailingWhitespace = false,
            value = {"1,1|ab,^", "1,3|ab,  ^", "2,2|\tc,\t^", "3,1|", "0,1|", "2,9|"})
    void aMistakeIsMarkedInItsLine(String place, @Nullable String marked) {
        String[] parts = place.split(",", 2);
        Answer answer = new Answer(400, Map.of(), JsonMapper.shared().readTree(
                "{\"error\":{\"code\":\"A\",\"message\":\"m\",\"innererror\":{\"line\":" + parts[0]
                        + ",\"pos\":" + parts[1] + "}}}"),
                Duration.ZERO);

        assertThat(String.join(",", answer.markedIn("ab\n\tc"))).isEqualTo(marked == null ? "" : marked);
    }
}
