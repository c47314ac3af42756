package io.holdfast.kql.internal;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.internal.Expression.Literal;
import io.holdfast.kqlgrammar.KqlLexer;
import io.holdfast.kqlgrammar.KqlParser.JsonContext;
import io.holdfast.kqlgrammar.KqlParser.JsonMemberContext;
import io.holdfast.kqlgrammar.KqlParser.LiteralContext;
import io.holdfast.kqlgrammar.KqlParser.StringLiteralContext;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/// Reads the value of a literal from its tokens.
final class LiteralReader {
    /// Longest text of a number, and longest shift of a decimal's point, that is read at all: reading takes
    /// time in the square of it.
    private static final int MAX_NUMBER = 1_000;

    private LiteralReader() {}

    /// Reads a literal of any type.
    ///
    /// @throws KqlException if the text is not a value of its type
    static Literal read(LiteralContext context) {
        Position position = KqlParsing.positionOf(context.getStart());
        if (context.stringLiteral() != null) {
            return new Literal(position, KqlType.STRING, text(context.stringLiteral()));
        }
        if (context.DYNAMIC() != null) {
            return dynamic(position, context.json());
        }
        Token token = context.getStop();
        return switch (token.getType()) {
            case KqlLexer.TRUE -> new Literal(position, KqlType.BOOL, true);
            case KqlLexer.FALSE -> new Literal(position, KqlType.BOOL, false);
            case KqlLexer.TYPED_LITERAL -> typed(position, token.getText());
            default -> number(position, token, context.MINUS() != null);
        };
    }

    private static Literal dynamic(Position position, @Nullable JsonContext json) {
        if (json == null) {
            return new Literal(position, KqlType.DYNAMIC, null);
        }
        StringBuilder text = new StringBuilder();
        appendJson(text, json);
        String value = text.toString();
        return new Literal(position, KqlType.DYNAMIC, value.equals("null") ? null : value);
    }

    private static Literal number(Position position, Token token, boolean negative) {
        String text = token.getText();
        return switch (token.getType()) {
            case KqlLexer.TIMESPAN -> timespan(position, (negative ? "-" : "") + text);
            case KqlLexer.REAL -> new Literal(position, KqlType.REAL,
                    negative ? -Double.parseDouble(text) : Double.parseDouble(text));
            default -> {
                BigInteger integer = integer(position, text);
                yield new Literal(position, KqlType.LONG,
                        fit(position, negative ? integer.negate() : integer));
            }
        };
    }

    private static BigInteger integer(String text) {
        return text.startsWith("0x") || text.startsWith("0X")
                ? new BigInteger(text.substring(2), 16)
                : new BigInteger(text);
    }

    /// Reads the digits of a whole number.
    private static BigInteger integer(Position position, String text) {
        if (text.length() > MAX_NUMBER) {
            throw KqlException.of(Kind.SEMANTIC, position, "The number is out of range of its type");
        }
        return integer(text);
    }

    private static long fit(Position position, BigInteger integer) {
        if (integer.bitLength() >= Long.SIZE) {
            throw KqlException.of(Kind.SEMANTIC, position, "The number is out of range of type long");
        }
        return integer.longValue();
    }

    private static Literal timespan(Position position, String text) {
        OptionalLong ticks = KqlTimespan.parse(text);
        if (ticks.isEmpty()) {
            throw invalid(position, KqlType.TIMESPAN);
        }
        return new Literal(position, KqlType.TIMESPAN, ticks.getAsLong());
    }

    private static KqlException invalid(Position position, KqlType type) {
        return KqlException.of(Kind.SEMANTIC, position,
                "The literal is no value of type " + type.kustoName());
    }

    private static Literal typed(Position position, String text) {
        int open = text.indexOf('(');
        KqlType type = KqlType.ofKustoName(text.substring(0, open).strip()).orElseThrow();
        String content = text.substring(open + 1, text.length() - 1).strip();
        boolean quoted = !content.isEmpty() && (content.charAt(0) == '"' || content.charAt(0) == '\'');
        if (quoted) {
            content = StringLiterals.value(content);
        }
        if (content.equals("null") || (content.isEmpty() && type != KqlType.STRING)) {
            return new Literal(position, type, type == KqlType.STRING ? "" : null);
        }
        if (quoted && type == KqlType.DATETIME && KqlDatetime.parse(content).isEmpty()) {
            // As todatetime() of the text: not a mistake of the query's grammar.
            return new Literal(position, type, null);
        }
        try {
            return new Literal(position, type, typedValue(position, type, content));
        } catch (NumberFormatException _) {
            throw invalid(position, type);
        }
    }

    private static Object typedValue(Position position, KqlType type, String content) {
        return switch (type) {
            case BOOL -> switch (content.toLowerCase(Locale.ROOT)) {
                case "true", "1" -> true;
                case "false", "0" -> false;
                default -> throw invalid(position, type);
            };
            case INT -> integerIn(position, content, Integer.SIZE).intValue();
            case LONG -> integerIn(position, content, Long.SIZE).longValue();
            case REAL -> real(content);
            case DECIMAL -> decimal(position, content);
            case DATETIME -> KqlDatetime.parse(content).orElseThrow(() -> invalid(position, type));
            case TIMESPAN -> KqlTimespan.parse(content).orElseThrow(() -> invalid(position, type));
            case GUID -> guid(position, content);
            case STRING -> content;
            case DYNAMIC -> throw new AssertionError("dynamic literals are read elsewhere");
        };
    }

    private static BigInteger integerIn(Position position, String content, int bits) {
        boolean negative = content.startsWith("-");
        BigInteger value = integer(position,
                negative || content.startsWith("+") ? content.substring(1).strip() : content);
        BigInteger signed = negative ? value.negate() : value;
        if (signed.bitLength() >= bits) {
            throw KqlException.of(Kind.SEMANTIC, position, "The number is out of range of its type");
        }
        return signed;
    }

    private static BigDecimal decimal(Position position, String content) {
        BigDecimal value = content.length() > MAX_NUMBER ? null : new BigDecimal(content);
        if (value == null || Math.abs((long) value.scale()) > MAX_NUMBER) {
            throw invalid(position, KqlType.DECIMAL);
        }
        return value;
    }

    private static double real(String content) {
        return switch (content.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(content);
        };
    }

    private static String guid(Position position, String content) {
        try {
            String plain = content.replace("{", "").replace("}", "");
            return (plain.length() == 32
                    ? UUID.fromString(plain.replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-"))
                    : UUID.fromString(plain)).toString();
        } catch (IllegalArgumentException _) {
            throw invalid(position, KqlType.GUID);
        }
    }

    /// Reads a string literal of one or more parts.
    static String text(StringLiteralContext context) {
        StringBuilder text = new StringBuilder();
        context.STRING().forEach(part -> text.append(StringLiterals.value(part.getText())));
        return text.toString();
    }

    private static void appendJson(StringBuilder out, JsonContext json) {
        if (json.stringLiteral() != null) {
            StringLiterals.appendJsonString(out, text(json.stringLiteral()));
        } else if (json.DYNAMIC() != null) {
            if (json.json().isEmpty()) {
                out.append("null");
            } else {
                appendJson(out, json.json(0));
            }
        } else if (json.LBRACKET() != null) {
            appendArray(out, json);
        } else if (json.LBRACE() != null) {
            appendBag(out, json);
        } else {
            appendAtom(out, json);
        }
    }

    private static void appendArray(StringBuilder out, JsonContext json) {
        out.append('[');
        String separator = "";
        for (JsonContext element : json.json()) {
            appendJson(out.append(separator), element);
            separator = ",";
        }
        out.append(']');
    }

    private static void appendBag(StringBuilder out, JsonContext json) {
        out.append('{');
        String separator = "";
        for (JsonMemberContext member : json.jsonMember()) {
            out.append(separator);
            StringLiterals.appendJsonString(out,
                    member.stringLiteral() != null ? text(member.stringLiteral()) : member.name().getText());
            out.append(':');
            appendJson(out, member.json());
            separator = ",";
        }
        out.append('}');
    }

    private static void appendAtom(StringBuilder out, JsonContext json) {
        Token token = json.getStop();
        Position position = KqlParsing.positionOf(json.getStart());
        switch (token.getType()) {
            case KqlLexer.TRUE -> out.append("true");
            case KqlLexer.FALSE -> out.append("false");
            case KqlLexer.NULL -> out.append("null");
            case KqlLexer.LONG ->
                out.append(json.MINUS() != null ? "-" : "").append(integer(position, token.getText()));
            case KqlLexer.TYPED_LITERAL -> JsonValues.append(out, typed(position, token.getText()));
            default -> JsonValues.append(out, number(position, token, json.MINUS() != null));
        }
    }
}
