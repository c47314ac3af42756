package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Position;
import io.holdfast.kqlgrammar.KqlLexer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/// Turns the parser's first complaint into a [KqlException] that says what stands there and what could.
final class SyntaxErrors extends BaseErrorListener {
    /// More candidates than this tell the reader nothing.
    private static final int MOST_CANDIDATES = 6;
    private static final Set<String> LATER_OPERATORS = Set.of("assert-schema", "execute-and-cache",
            "graph-mark-components",
            "graph-match", "graph-merge", "graph-shortest-paths", "graph-to-table", "graph-where-edges",
            "graph-where-nodes", "macro-expand", "make-graph");

    @Override
    public void syntaxError(Recognizer<?, ?> recognizer, @Nullable Object offendingSymbol, int line,
            int column,
            String message, @Nullable RecognitionException cause) {
        Position position = new Position(line, column + 1);
        if (!(offendingSymbol instanceof Token token) || !(recognizer instanceof Parser parser)) {
            throw KqlException.of(Kind.SYNTAX, position, "Syntax error");
        }
        String operator = operatorAt(parser.getTokenStream(), token);
        if (LATER_OPERATORS.contains(operator)) {
            throw KqlException.notSupported(position, "operator '" + operator + "'");
        }
        throw KqlException.of(Kind.SYNTAX, position, describe(token) + candidates(parser));
    }

    private static String describe(Token token) {
        String text = token.getText();
        if (token.getType() == Token.EOF) {
            return "The query ends too early";
        }
        if (token.getType() == KqlLexer.UNKNOWN) {
            return text.equals("\"") || text.equals("'")
                    ? "The string literal is not closed or holds an invalid escape (write \\\\ for \\, or"
                            + " @ before the quote)"
                    : "Unexpected character " + text;
        }
        return "Unexpected '" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
    }

    private static String candidates(Parser parser) {
        IntervalSet expected = parser.getExpectedTokens();
        if (expected.size() == 0 || expected.size() > MOST_CANDIDATES) {
            return "";
        }
        List<Integer> types = expected.toList();
        return types.stream().map(type -> type == Token.EOF
                ? "end of query"
                : parser.getVocabulary().getDisplayName(type))
                .collect(Collectors.joining(", ", "; expected ", ""));
    }

    /// Returns the hyphenated word after the pipe that stands right before the token, or nothing.
    private static String operatorAt(TokenStream tokens, Token token) {
        int index = token.getTokenIndex();
        if (index == 0 || tokens.get(index - 1).getType() != KqlLexer.PIPE) {
            return "";
        }
        StringBuilder word = new StringBuilder(token.getText());
        int next = index + 1;
        while (next + 1 < tokens.size() && tokens.get(next).getType() == KqlLexer.MINUS) {
            word.append('-').append(tokens.get(next + 1).getText());
            next += 2;
        }
        return word.toString();
    }
}
