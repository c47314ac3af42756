package io.holdfast.kql.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.kql.BindOptions;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.QueryRunner;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import io.holdfast.kqlgrammar.KqlLexer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;

/// Any bytes as a query: a result or a [KqlException], nothing else, and soon. The inputs beside this class
/// run with the other tests; the `long` run looks for more.
class KqlFuzzTest {
    private static final TableCatalog CATALOG = TableCatalog.of(List.of(new TableSchema("T",
            List.of(new ColumnSchema("TimeGenerated", KqlType.DATETIME), new ColumnSchema("a", KqlType.LONG),
                    new ColumnSchema("s", KqlType.STRING), new ColumnSchema("d", KqlType.DYNAMIC),
                    new ColumnSchema("r", KqlType.REAL)))));

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    @FuzzTest(maxDuration = "30s")
    void lexerReadsAnyText(byte[] input) {
        KqlLexer lexer = new KqlLexer(CharStreams.fromString(text(input)));
        lexer.removeErrorListeners();
        new CommonTokenStream(lexer).fill();
    }

    @FuzzTest(maxDuration = "60s")
    void parserReadsOrRefusesAnyText(byte[] input) {
        try {
            KqlParsing.parse(text(input));
        } catch (KqlException _) {
            // One of the two ways to end.
        }
    }

    @FuzzTest(maxDuration = "90s")
    void binderBindsOrRefusesAnyText(byte[] input) {
        try {
            QueryBinder.parse(text(input)).bindAll(CATALOG, BindOptions.at(0), QueryRunner.NONE);
        } catch (KqlException _) {
            // One of the two ways to end.
        }
    }
}
