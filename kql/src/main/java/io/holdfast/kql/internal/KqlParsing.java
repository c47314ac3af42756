package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Position;
import io.holdfast.kqlgrammar.KqlLexer;
import io.holdfast.kqlgrammar.KqlParser;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;

/// Turns query text into a syntax tree, within bounds on size and depth.
final class KqlParsing {
    /// Most characters of a query: ten times what the longest known detections have.
    static final int MAX_CHARACTERS = 1_000_000;
    /// Deepest nesting of brackets: five times that of the deepest known query. Each level costs the parser
    /// some 15 frames, so this stays far below the 1 MiB of a thread's default stack.
    static final int MAX_NESTING = 100;
    /// Most pipes: as many operators as a query may have when it is bound.
    private static final int MAX_PIPES = BindContext.MAX_OPERATORS;

    private KqlParsing() {}

    /// Parses a query.
    ///
    /// @throws KqlException if the text is no KQL, or is too long or too deep
    static List<Statement> parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw KqlException.of(Kind.TOO_COMPLEX, Position.START,
                    "The query is too long: %d characters (at most %d)".formatted(text.length(),
                            MAX_CHARACTERS));
        }
        KqlLexer lexer = new KqlLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        checkSize(tokens.getTokens());
        return new StatementBuilder().statements(tree(tokens));
    }

    private static KqlParser.QueryContext tree(CommonTokenStream tokens) {
        KqlParser parser = new KqlParser(tokens);
        parser.removeErrorListeners();
        parser.addErrorListener(new SyntaxErrors());
        // The grammar is made for the faster of ANTLR's two prediction modes. Only if that fails, the exact
        // one decides.
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        try {
            return parser.query();
        } catch (KqlException _) {
            tokens.seek(0);
            parser.reset();
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
            return parser.query();
        }
    }

    private static void checkSize(List<Token> tokens) {
        int depth = 0;
        int pipes = 0;
        for (Token token : tokens) {
            switch (token.getType()) {
                case KqlLexer.LPAREN, KqlLexer.LBRACKET, KqlLexer.LBRACE -> depth++;
                case KqlLexer.RPAREN, KqlLexer.RBRACKET, KqlLexer.RBRACE -> depth--;
                case KqlLexer.PIPE -> pipes++;
                default -> {
                    // Other tokens do not nest.
                }
            }
            if (depth > MAX_NESTING) {
                throw KqlException.of(Kind.TOO_COMPLEX, positionOf(token),
                        "The query is nested too deep: more than %d brackets are open"
                                .formatted(MAX_NESTING));
            }
            if (pipes > MAX_PIPES) {
                throw KqlException.of(Kind.TOO_COMPLEX, positionOf(token),
                        "The query has too many operators: more than %d pipes".formatted(MAX_PIPES));
            }
        }
    }

    static Position positionOf(Token token) {
        return new Position(token.getLine(), token.getCharPositionInLine() + 1);
    }
}
