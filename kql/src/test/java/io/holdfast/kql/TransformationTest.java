package io.holdfast.kql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformationTest {

    private static final TableSchema SOURCE = new TableSchema("source",
            List.of(new ColumnSchema("TimeGenerated", KqlType.DATETIME), new ColumnSchema("Id", KqlType.LONG),
                    new ColumnSchema("Text", KqlType.STRING)));
    private static final BindOptions NOW = new BindOptions(0, Long.MIN_VALUE, Long.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(strings = {"source", "source | where Id > 1 | extend A = Id + 1, B = now()",
            "let k = 'x'; source | project TimeGenerated, A = strcat(Text, k)",
            "let f = (t:string) { toupper(t) }; source | extend Text = f(Text)",
            "source | parse Text with a ':' b:long | project-away Text",
            "source | extend d = parse_json(Text) | extend e = tostring(d.x) | project-rename f = e",
            "source | where Text in ('a', 'b') | where Id in (dynamic([1, 2]))",
            "print TimeGenerated = now(), Id = 1",
            "source | extend x = columnifexists('Nope', 'n')"})
    void queriesThatTakeEachRowByItselfAreTransformations(String text) {
        assertThat(Kql.bindTransformation(text, SOURCE, NOW).relation().columns()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {"source | summarize count() # 1:10 # 'summarize'",
            "source | where Id > 1 LF| take 5 # 2:3 # 'take'", "source | join (source) on Id # 1:10 # 'join'",
            "source | extend m = toscalar(source | summarize max(Id)) # 1:21 # 'toscalar'",
            "source | mv-expand todynamic(Text) # 1:10 # 'mv-expand'",
            "source | parse-where Text with a ':' b # 1:10 # 'parse-where'",
            "source | union source # 1:10 # 'union'",
            "source | project-reorder Text # 1:10 # 'project-reorder'",
            "source | where Text in (source | project Text) # 1:1 # by itself",
            "let s = source; source | where Id > 0 | invoke f() # 1:41 # 'invoke'",
            "source | parse Text with a1 ',' a2 ',' a3 ',' a4 ',' a5 ',' a6 ',' a7 ',' a8 ',' a9 ',' b ',' c"
                    + " # 1:10 # at most 10",
            "Other | where Id > 1 # 1:1 # Other", "source | where Nope > 1 # 1:16 # Nope",
            "source | wher Id # 1:10 # wher"})
    void othersAreRefusedWithTheirPlace(String text, String place, String word) {
        assertThatThrownBy(() -> Kql.bindTransformation(text.strip().replace(" LF", "\n"), SOURCE, NOW))
                .isInstanceOfSatisfying(KqlException.class, e -> {
                    assertThat(e.position()).hasToString(place);
                    assertThat(e).hasMessageContaining(word);
                });
    }

    @Test
    void aTransformationMayBeNoTableAtAll() {
        assertThatThrownBy(() -> Kql.bindTransformation("", SOURCE, NOW)).isInstanceOf(KqlException.class);
    }
}
