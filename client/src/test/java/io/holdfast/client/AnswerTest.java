package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
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
}
