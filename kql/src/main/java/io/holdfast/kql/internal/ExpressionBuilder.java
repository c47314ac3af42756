package io.holdfast.kql.internal;

import static io.holdfast.kql.internal.StatementBuilder.nameOf;
import static io.holdfast.kql.internal.StatementBuilder.positionOf;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Position;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Between;
import io.holdfast.kql.internal.Expression.Binary;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.DataTable;
import io.holdfast.kql.internal.Expression.Element;
import io.holdfast.kql.internal.Expression.ExternalData;
import io.holdfast.kql.internal.Expression.Literal;
import io.holdfast.kql.internal.Expression.Logical;
import io.holdfast.kql.internal.Expression.Member;
import io.holdfast.kql.internal.Expression.MemberCall;
import io.holdfast.kql.internal.Expression.Membership;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Named;
import io.holdfast.kql.internal.Expression.Negate;
import io.holdfast.kql.internal.Expression.Pipeline;
import io.holdfast.kql.internal.Expression.Star;
import io.holdfast.kql.internal.Expression.Wildcard;
import io.holdfast.kqlgrammar.KqlLexer;
import io.holdfast.kqlgrammar.KqlParser;
import io.holdfast.kqlgrammar.KqlParser.ArgumentContext;
import io.holdfast.kqlgrammar.KqlParser.ConjunctionContext;
import io.holdfast.kqlgrammar.KqlParser.EqualityContext;
import io.holdfast.kqlgrammar.KqlParser.EqualityTailContext;
import io.holdfast.kqlgrammar.KqlParser.ExpressionContext;
import io.holdfast.kqlgrammar.KqlParser.FunctionCallContext;
import io.holdfast.kqlgrammar.KqlParser.NamedExpressionContext;
import io.holdfast.kqlgrammar.KqlParser.NamedExpressionsContext;
import io.holdfast.kqlgrammar.KqlParser.PipeExpressionContext;
import io.holdfast.kqlgrammar.KqlParser.PostfixContext;
import io.holdfast.kqlgrammar.KqlParser.PostfixTailContext;
import io.holdfast.kqlgrammar.KqlParser.PrimaryContext;
import io.holdfast.kqlgrammar.KqlParser.ProductContext;
import io.holdfast.kqlgrammar.KqlParser.RelationContext;
import io.holdfast.kqlgrammar.KqlParser.StringOperationContext;
import io.holdfast.kqlgrammar.KqlParser.SumContext;
import io.holdfast.kqlgrammar.KqlParser.UnaryContext;
import io.holdfast.kqlgrammar.KqlParser.WildcardOrExpressionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/// Builds expressions of the syntax tree.
final class ExpressionBuilder {
    private static final Pattern NOW = Pattern.compile("(?i)(?:datetime|date)\\s*\\(\\s*now\\s*\\)");

    /// Longest chain of operators that nest to the left, such as `a + b + c`: bounds the depth of the tree.
    static final int MAX_CHAIN = 250;
    /// Most clauses of an operator, such as columns of `project`: as many columns as a table may have.
    private static final int MAX_CLAUSES = 500;

    private final OperatorBuilder operators = new OperatorBuilder(this);

    Expression pipeline(PipeExpressionContext context) {
        Operator leading = operators.leading(context.source());
        Expression source = leading == null ? expression(context.source().expression()) : null;
        if (source != null && context.operator().isEmpty()) {
            return source;
        }
        List<Operator> chain = new ArrayList<>(context.operator().size() + 1);
        if (leading != null) {
            chain.add(leading);
        }
        context.operator().forEach(operator -> chain.add(operators.operator(operator)));
        return new Pipeline(positionOf(context), source, chain);
    }

    List<Named> namedExpressions(@Nullable NamedExpressionsContext context) {
        if (context == null) {
            return List.of();
        }
        checkClauses(context);
        return context.namedExpression().stream().map(this::named).toList();
    }

    Named named(NamedExpressionContext context) {
        List<String> names = context.TO() != null
                ? List.of("to")
                : context.name().stream().map(StatementBuilder::nameOf).toList();
        return new Named(positionOf(context), names, expression(context.expression()));
    }

    List<Expression> expressions(List<ExpressionContext> contexts) {
        return contexts.stream().map(this::expression).toList();
    }

    Expression expression(ExpressionContext context) {
        List<ConjunctionContext> operands = context.conjunction();
        return operands.size() == 1
                ? conjunction(operands.getFirst())
                : new Logical(positionOf(context), false, operands.stream().map(this::conjunction).toList());
    }

    private Expression conjunction(ConjunctionContext context) {
        List<EqualityContext> operands = context.equality();
        return operands.size() == 1
                ? equality(operands.getFirst())
                : new Logical(positionOf(context), true, operands.stream().map(this::equality).toList());
    }

    private Expression equality(EqualityContext context) {
        Expression left = relation(context.relation());
        checkChain(context, context.equalityTail().size());
        for (EqualityTailContext tail : context.equalityTail()) {
            left = equalityTail(left, tail);
        }
        return left;
    }

    private Expression equalityTail(Expression left, EqualityTailContext tail) {
        Position position = positionOf(tail);
        String operator = tail.getStart().getText();
        if (tail.relation() != null) {
            return new Binary(position, BinaryOperator.of(operator).orElseThrow(), left,
                    relation(tail.relation()));
        }
        if (tail.DOTDOT() != null) {
            return new Between(position, tail.NOT_BETWEEN() != null, left, expression(tail.expression(0)),
                    expression(tail.expression(1)));
        }
        List<Expression> items = tail.postfix() != null
                ? List.of(postfix(tail.postfix()))
                : tail.argument().stream().map(argument -> pipeline(argument.pipeExpression())).toList();
        return new Membership(position, MembershipOperator.of(operator), left, items);
    }

    private Expression relation(RelationContext context) {
        return chain(context, context.sum(), this::sum);
    }

    Expression sum(SumContext context) {
        return chain(context, context.product(), this::product);
    }

    private Expression product(ProductContext context) {
        return chain(context, context.stringOperation(), this::stringOperation);
    }

    private Expression stringOperation(StringOperationContext context) {
        return chain(context, context.unary(), this::unary);
    }

    /// Folds `a op b op c` to the left. The operators are the terminal nodes between the operands.
    private static <T extends ParserRuleContext> Expression chain(ParserRuleContext context, List<T> operands,
            Function<T, Expression> build) {
        Expression left = build.apply(operands.getFirst());
        checkChain(context, operands.size());
        int child = 1;
        for (T operand : operands.subList(1, operands.size())) {
            Token token = ((TerminalNode) context.getChild(child)).getSymbol();
            StringBuilder text = new StringBuilder(token.getText());
            for (child++; context.getChild(child) instanceof TerminalNode word; child++) {
                text.append(' ').append(word.getText());
            }
            Position position = KqlParsing.positionOf(token);
            BinaryOperator operator = BinaryOperator.of(text.toString())
                    .orElseThrow(() -> KqlException.notSupported(position, "operator '" + text + "'"));
            left = new Binary(position, operator, left, build.apply(operand));
            child++;
        }
        return left;
    }

    /// Checks the length of a list of clauses, with what stands between them.
    static void checkClauses(ParserRuleContext context) {
        int clauses = (context.getChildCount() + 1) / 2;
        if (clauses > MAX_CLAUSES) {
            throw KqlException.of(Kind.TOO_COMPLEX, positionOf(context),
                    "The operator has %d clauses (at most %d)".formatted(clauses, MAX_CLAUSES));
        }
    }

    private static void checkChain(ParserRuleContext context, int length) {
        if (length > MAX_CHAIN) {
            throw KqlException.of(Kind.TOO_COMPLEX, positionOf(context),
                    "The expression has %d operators in a row (at most %d)".formatted(length, MAX_CHAIN));
        }
    }

    private Expression unary(UnaryContext context) {
        Expression operand = postfix(context.postfix());
        return context.MINUS().size() % 2 == 0 ? operand : new Negate(positionOf(context), operand);
    }

    Expression postfix(PostfixContext context) {
        Expression base = primary(context.primary());
        checkChain(context, context.postfixTail().size());
        for (PostfixTailContext tail : context.postfixTail()) {
            Position position = positionOf(tail);
            if (tail.functionCall() != null) {
                base = new MemberCall(position, base, call(tail.functionCall()));
            } else if (tail.expression() != null) {
                base = new Element(position, base, expression(tail.expression()));
            } else {
                base = new Member(position, base, tail.getStop().getText());
            }
        }
        return base;
    }

    private Expression primary(PrimaryContext context) {
        Position position = positionOf(context);
        ParseTree first = context.getChild(0);
        if (first instanceof TerminalNode terminal && terminal.getSymbol().getType() == KqlLexer.STAR) {
            return new Star(position);
        }
        if (context.pipeExpression() != null) {
            return pipeline(context.pipeExpression());
        }
        if (context.functionCall() != null) {
            return call(context.functionCall());
        }
        if (context.literal() != null) {
            // `datetime(now)` is no constant.
            return NOW.matcher(context.literal().getText()).matches()
                    ? new Call(positionOf(context), "now", List.of())
                    : LiteralReader.read(context.literal());
        }
        if (context.datatable() != null) {
            List<Literal> values = context.datatable().literal().stream().map(LiteralReader::read).toList();
            return new DataTable(position, StatementBuilder.columns(context.datatable().schema()), values);
        }
        if (context.externalData() != null) {
            KqlParser.ExternalDataContext external = context.externalData();
            return new ExternalData(position, StatementBuilder.columns(external.schema()),
                    expressions(external.expression()), operators.properties(external.properties()));
        }
        return new Name(position, nameOf(context.name()));
    }

    Call call(FunctionCallContext context) {
        return new Call(positionOf(context), nameOf(context.name()),
                context.argument().stream().map(this::argument).toList());
    }

    private Argument argument(ArgumentContext context) {
        return new Argument(context.name() == null ? null : nameOf(context.name()),
                pipeline(context.pipeExpression()));
    }

    Expression wildcardOrExpression(WildcardOrExpressionContext context) {
        return context.postfix() != null
                ? postfix(context.postfix())
                : new Wildcard(positionOf(context), context.wildcardName().getText());
    }
}
