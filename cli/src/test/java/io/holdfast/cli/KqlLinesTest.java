package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableSchema;
import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KqlLinesTest {

    private final KqlLines lines = new KqlLines();
    private final KqlCompleter completer = new KqlCompleter(new WorkspaceSchema(
            List.of(new TableSchema("Events", List.of(new ColumnSchema("Level", KqlType.STRING))),
                    new TableSchema("Other", List.of(new ColumnSchema("Length", KqlType.LONG)))),
            List.of("LetMe")));

    @ParameterizedTest
    @ValueSource(strings = {"T;", "T\n| count;", "T | count\n", "exit", "", "  "})
    void aQueryEndsWithASemicolonOrAnEmptyLine(String text) {
        assertThat(lines.parse(text, text.length(), ParseContext.ACCEPT_LINE).line()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"T", "T\n| count", "let a = 1; T"})
    void anyOtherQueryGoesOn(String text) {
        assertThatThrownBy(() -> lines.parse(text, text.length(), ParseContext.ACCEPT_LINE))
                .isInstanceOf(EOFError.class);
    }

    @Test
    void whatEndsAQueryIsNoPartOfIt() {
        assertThat(KqlLines.query("T\n| count ;\n")).isEqualTo("T\n| count");
    }

    @Test
    void operatorsStandAfterAPipeAndNamesElsewhere() {
        assertThat(completer.names("Events | whe", "whe")).containsExactly("where");
        assertThat(completer.names("Ev", "Ev")).containsExactly("Events");
        assertThat(completer.names("Events | where Le", "Le")).containsExactly("LetMe", "Level");
        assertThat(completer.names("Le", "Le")).containsExactly("Length", "LetMe", "Level");
        assertThat(completer.names("Events | extend x = tolo", "tolo")).contains("tolong", "tolower");
    }

    @Test
    void theWordAtTheCursorIsCompleted() {
        assertThat(lines.parse("T | make-se", 11, ParseContext.COMPLETE).word()).isEqualTo("make-se");
        assertThat(lines.parse("f(ab", 4, ParseContext.COMPLETE).word()).isEqualTo("ab");
    }
}
