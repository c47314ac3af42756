package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.internal.Expression.ColumnDeclaration;
import io.holdfast.kql.internal.Statement.Let;
import io.holdfast.kql.internal.Statement.LetFunction;
import io.holdfast.kql.internal.Statement.Parameter;
import io.holdfast.kqlgrammar.KqlParser.ColumnDeclarationContext;
import io.holdfast.kqlgrammar.KqlParser.DeclarePatternContext;
import io.holdfast.kqlgrammar.KqlParser.FunctionDeclarationContext;
import io.holdfast.kqlgrammar.KqlParser.LetStatementContext;
import io.holdfast.kqlgrammar.KqlParser.NameContext;
import io.holdfast.kqlgrammar.KqlParser.ParameterContext;
import io.holdfast.kqlgrammar.KqlParser.ParametersContext;
import io.holdfast.kqlgrammar.KqlParser.QueryContext;
import io.holdfast.kqlgrammar.KqlParser.SchemaContext;
import io.holdfast.kqlgrammar.KqlParser.StatementContext;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/// Builds statements of the syntax tree.
final class StatementBuilder {
    private final ExpressionBuilder expressions = new ExpressionBuilder();

    List<Statement> statements(QueryContext query) {
        return query.statement().stream().map(this::statement).toList();
    }

    private Statement statement(StatementContext context) {
        Position position = positionOf(context);
        if (context.letStatement() != null) {
            return let(context.letStatement());
        }
        if (context.setStatement() != null) {
            return new Statement.SetOption(position, nameOf(context.setStatement().name(0)),
                    context.setStatement().literal() == null
                            ? null
                            : LiteralReader.read(context.setStatement().literal()));
        }
        if (context.declarePattern() != null) {
            return pattern(context.declarePattern());
        }
        if (context.declareParameters() != null) {
            return new Statement.DeclareParameters(position,
                    parameters(context.declareParameters().parameters()));
        }
        if (context.pipeExpression() != null) {
            return new Statement.Query(position, expressions.pipeline(context.pipeExpression()));
        }
        return new Statement.Refused(position, context.aliasStatement() != null ? "alias" : "restrict");
    }

    private Statement pattern(DeclarePatternContext context) {
        return new Statement.Pattern(positionOf(context.name()), nameOf(context.name()),
                context.patternMatch().stream()
                        .map(match -> new Statement.PatternMatch(positionOf(match),
                                match.argument().stream()
                                        .map(argument -> expressions.pipeline(argument.pipeExpression()))
                                        .toList(),
                                match.expression() == null
                                        ? null
                                        : expressions.expression(match.expression()),
                                match.functionBody().statement().stream().map(this::statement).toList()))
                        .toList());
    }

    private Statement let(LetStatementContext context) {
        Position position = positionOf(context.name());
        String name = nameOf(context.name());
        FunctionDeclarationContext function = context.functionDeclaration();
        if (function == null) {
            return new Let(position, name, expressions.pipeline(context.pipeExpression()));
        }
        return new LetFunction(position, name, parameters(function.parameters()),
                function.functionBody().statement().stream().map(this::statement).toList(), false,
                function.VIEW() != null);
    }

    private static List<Parameter> parameters(@Nullable ParametersContext context) {
        return context == null
                ? List.of()
                : context.parameter().stream().map(StatementBuilder::parameter).toList();
    }

    private static Parameter parameter(ParameterContext context) {
        KqlType type = context.type == null ? null : typeOf(context.type);
        List<ColumnDeclaration> columns = context.schema() == null ? List.of() : columns(context.schema());
        return new Parameter(positionOf(context), nameOf(context.name(0)), type, columns,
                context.defaultValue == null ? null : LiteralReader.read(context.defaultValue));
    }

    static List<ColumnDeclaration> columns(@Nullable SchemaContext schema) {
        return schema == null
                ? List.of()
                : schema.columnDeclaration().stream().filter(column -> column.type != null)
                        .map(StatementBuilder::column).toList();
    }

    private static ColumnDeclaration column(ColumnDeclarationContext context) {
        return new ColumnDeclaration(positionOf(context), nameOf(context.name(0)), typeOf(context.type));
    }

    static KqlType typeOf(NameContext type) {
        return KqlType.ofKustoName(nameOf(type))
                .orElseThrow(() -> KqlException.of(Kind.SEMANTIC, positionOf(type),
                        "Unknown type '" + nameOf(type)
                                + "'; the types are bool, int, long, real, decimal, string, datetime,"
                                + " timespan, guid and dynamic"));
    }

    static String nameOf(NameContext context) {
        return context.stringLiteral() != null
                ? LiteralReader.text(context.stringLiteral())
                : context.getText();
    }

    static Position positionOf(ParserRuleContext context) {
        return KqlParsing.positionOf(context.getStart());
    }
}
