package io.holdfast.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.FunctionTable;
import io.holdfast.kql.FunctionTable.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The list of functions in `docs/kql.md` is the one of the code. To write it anew, run this test with
/// `-Dholdfast.write=true`.
class FunctionDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/kql.md");
    private static final String BEGIN = "<!-- functions: written by FunctionDocumentTest -->\n";
    private static final String END = "<!-- end of functions -->";

    @Test
    void documentListsTheFunctionsThatThereAre() throws IOException {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (Boolean.getBoolean("holdfast.write")) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + listed() + text.substring(end));
            return;
        }
        assertThat(text.substring(begin, end)).isEqualTo(listed());
    }

    private static String listed() {
        Map<String, List<Function>> families = FunctionTable.scalars().stream()
                .collect(Collectors.groupingBy(Function::family, LinkedHashMap::new, Collectors.toList()));
        StringBuilder out = new StringBuilder("\n| family | functions |\n| --- | --- |\n");
        families.forEach((family, functions) -> out.append("| ").append(family).append(" | ")
                .append(functions.stream().map(FunctionDocumentTest::shown).collect(Collectors.joining(", ")))
                .append(" |\n"));
        return out.append("| Aggregates | ").append(FunctionTable.aggregates().stream()
                .map(name -> "`" + name + "`").collect(Collectors.joining(", "))).append(" |\n\n").toString();
    }

    private static String shown(Function function) {
        return function.parameters().contains("...")
                ? "`" + function.name() + "`"
                : "`" + function.name() + "(" + String.join(", ", function.parameters()) + ")`";
    }
}
