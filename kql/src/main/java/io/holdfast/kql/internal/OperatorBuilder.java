package io.holdfast.kql.internal;

import static io.holdfast.kql.internal.StatementBuilder.nameOf;
import static io.holdfast.kql.internal.StatementBuilder.positionOf;
import static io.holdfast.kql.internal.StatementBuilder.typeOf;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.internal.Expression.Literal;
import io.holdfast.kql.internal.Expression.Named;
import io.holdfast.kql.internal.Operator.MvColumn;
import io.holdfast.kql.internal.Operator.Ordered;
import io.holdfast.kql.internal.Operator.ParseItem;
import io.holdfast.kql.internal.Operator.Pattern;
import io.holdfast.kql.internal.Operator.ReorderItem;
import io.holdfast.kql.internal.Operator.ReorderItem.Ordering;
import io.holdfast.kqlgrammar.KqlParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/// Builds tabular operators of the syntax tree.
final class OperatorBuilder {
    private final ExpressionBuilder expressions;

    OperatorBuilder(ExpressionBuilder expressions) {
        this.expressions = expressions;
    }

    /// Returns the operator that makes rows without a source, or null if the source is an expression.
    @Nullable
    Operator leading(KqlParser.SourceContext context) {
        return context.expression() != null ? null : build((ParserRuleContext) context.getChild(0));
    }

    Operator operator(KqlParser.OperatorContext context) {
        return build((ParserRuleContext) context.getChild(0));
    }

    private Operator build(ParserRuleContext context) {
        Position position = positionOf(context);
        return switch (context) {
            case KqlParser.WhereOperatorContext c ->
                new Operator.Where(position, expressions.named(c.namedExpression()).value());
            case KqlParser.ExtendOperatorContext c ->
                new Operator.Extend(position, named(c.namedExpressions()));
            case KqlParser.SummarizeOperatorContext c ->
                new Operator.Summarize(position, named(c.aggregates), named(c.keys));
            case KqlParser.SortOperatorContext c ->
                new Operator.Sort(position, c.orderedExpression().stream().map(this::ordered).toList());
            case KqlParser.TopOperatorContext c -> new Operator.Top(position,
                    expressions.expression(c.expression()), ordered(c.orderedExpression()));
            case KqlParser.TakeOperatorContext c ->
                new Operator.Take(position, expressions.expression(c.expression()));
            case KqlParser.DistinctOperatorContext c ->
                new Operator.Distinct(position, named(c.namedExpressions()));
            case KqlParser.CountOperatorContext c ->
                new Operator.Count(position, c.name() == null ? "Count" : nameOf(c.name()));
            case KqlParser.UnionOperatorContext c -> union(c);
            case KqlParser.JoinOperatorContext c -> join(c);
            case KqlParser.LookupOperatorContext c -> new Operator.Join(position, true,
                    options(c.option()).get("kind"), expressions.postfix(c.postfix()),
                    expressions.expressions(c.expression()));
            case KqlParser.PrintOperatorContext c ->
                new Operator.Print(position, named(c.namedExpressions()));
            case KqlParser.RangeOperatorContext c -> new Operator.Range(position, nameOf(c.name()),
                    expressions.expression(c.from), expressions.expression(c.to),
                    expressions.expression(c.step));
            case KqlParser.RenderOperatorContext c -> render(c);
            default -> buildProjection(context, position);
        };
    }

    private Operator buildProjection(ParserRuleContext context, Position position) {
        return switch (context) {
            case KqlParser.ProjectOperatorContext c ->
                new Operator.Project(position, named(c.namedExpressions()));
            case KqlParser.ProjectAwayOperatorContext c ->
                new Operator.Select(position, false, patterns(c.wildcardName()));
            case KqlParser.ProjectKeepOperatorContext c ->
                new Operator.Select(position, true, patterns(c.wildcardName()));
            case KqlParser.ProjectRenameOperatorContext c ->
                new Operator.Rename(position, named(c.namedExpressions()));
            case KqlParser.ProjectReorderOperatorContext c ->
                new Operator.Reorder(position, c.reorderItem().stream().map(this::reorderItem).toList());
            case KqlParser.MvExpandOperatorContext c -> mvExpand(c);
            case KqlParser.ParseOperatorContext c -> parse(c);
            case KqlParser.AsOperatorContext c -> new Operator.As(position, nameOf(c.name()));
            case KqlParser.GetschemaOperatorContext _ -> new Operator.GetSchema(position);
            case KqlParser.InvokeOperatorContext c ->
                new Operator.Invoke(position, expressions.call(c.functionCall()));
            case KqlParser.SerializeOperatorContext c ->
                new Operator.Serialize(position, named(c.namedExpressions()));
            case KqlParser.EvaluateOperatorContext c -> new Operator.Other(position,
                    "evaluate " + nameOf(c.functionCall().name()));
            default -> new Operator.Other(position, context.getStart().getText());
        };
    }

    private List<Named> named(KqlParser.@Nullable NamedExpressionsContext context) {
        return expressions.namedExpressions(context);
    }

    private Ordered ordered(KqlParser.OrderedExpressionContext context) {
        Boolean nullsFirst = context.NULLS() == null ? null : context.FIRST() != null;
        return new Ordered(expressions.named(context.namedExpression()).value(), context.ASC() != null,
                nullsFirst);
    }

    private Operator union(KqlParser.UnionOperatorContext context) {
        Map<String, String> options = new LinkedHashMap<>();
        for (KqlParser.UnionOptionContext option : context.unionOption()) {
            options.put(option.getStart().getText(), optionValue(option.name(), option.literal()));
        }
        if (options.containsKey("with_source")) {
            options.put("withsource", options.get("with_source"));
        }
        return new Operator.Union(positionOf(context), options, context.unionOperand().stream()
                .map(operand -> expressions.wildcardOrExpression(operand.wildcardOrExpression())).toList());
    }

    private Operator join(KqlParser.JoinOperatorContext context) {
        return new Operator.Join(positionOf(context), false, options(context.option()).get("kind"),
                expressions.postfix(context.postfix()), expressions.expressions(context.expression()));
    }

    private Operator render(KqlParser.RenderOperatorContext context) {
        Map<String, String> properties = new LinkedHashMap<>(options(context.option()));
        if (context.properties() != null) {
            for (KqlParser.PropertyContext property : context.properties().property()) {
                String value = propertyValue(property);
                properties.put(nameOf(property.name(0)), value);
            }
        }
        return new Operator.Render(positionOf(context),
                context.name() == null ? "table" : nameOf(context.name()),
                properties);
    }

    private String propertyValue(KqlParser.PropertyContext property) {
        String first = expressions.expression(property.expression()) instanceof Literal literal
                ? String.valueOf(literal.value())
                : property.expression().getText();
        return first + property.name().stream().skip(1).map(name -> "," + nameOf(name))
                .collect(Collectors.joining());
    }

    private Map<String, String> options(List<KqlParser.OptionContext> contexts) {
        Map<String, String> options = new LinkedHashMap<>();
        for (KqlParser.OptionContext option : contexts) {
            KqlParser.NameContext value = option.name().size() == (option.HINT() == null ? 2 : 1)
                    ? option.name().getLast()
                    : null;
            options.put(option.getStart().getText(), optionValue(value, option.literal()));
        }
        return options;
    }

    private static String optionValue(KqlParser.@Nullable NameContext name,
            KqlParser.@Nullable LiteralContext literal) {
        if (name != null) {
            return nameOf(name);
        }
        return literal == null ? "" : String.valueOf(LiteralReader.read(literal).value());
    }

    private static List<Pattern> patterns(List<KqlParser.WildcardNameContext> contexts) {
        return contexts.stream().map(OperatorBuilder::pattern).toList();
    }

    private static Pattern pattern(KqlParser.WildcardNameContext context) {
        StringBuilder text = new StringBuilder();
        context.children.forEach(child -> text.append(child instanceof KqlParser.NameContext name
                ? nameOf(name)
                : child instanceof KqlParser.WildcardPartContext part && part.name() != null
                        ? nameOf(part.name())
                        : child.getText()));
        return new Pattern(positionOf(context), text.toString());
    }

    private ReorderItem reorderItem(KqlParser.ReorderItemContext context) {
        Ordering ordering = context.ASC() != null
                ? Ordering.ASCENDING
                : context.DESC() != null
                        ? Ordering.DESCENDING
                        : context.GRANNY_ASC() != null
                                ? Ordering.NATURAL_ASCENDING
                                : context.GRANNY_DESC() != null ? Ordering.NATURAL_DESCENDING : Ordering.NONE;
        return new ReorderItem(pattern(context.wildcardName()), ordering);
    }

    private Operator mvExpand(KqlParser.MvExpandOperatorContext context) {
        Map<String, String> options = new LinkedHashMap<>();
        for (KqlParser.MvOptionContext option : context.mvOption()) {
            options.put(option.getStart().getText(), optionValue(option.name(), option.literal()));
        }
        return new Operator.MvExpand(positionOf(context), options,
                context.mvColumn().stream().map(this::mvColumn).toList(),
                context.rowLimit() == null ? null : expressions.expression(context.rowLimit().expression()));
    }

    private MvColumn mvColumn(KqlParser.MvColumnContext context) {
        KqlType type = context.type == null ? null : typeOf(context.type);
        return new MvColumn(expressions.named(context.namedExpression()), type);
    }

    private Operator parse(KqlParser.ParseOperatorContext context) {
        String kind = "simple";
        String flags = "";
        // The options stand as keyword, '=', name from the second child on.
        for (int index = 0; index < context.name().size(); index++) {
            String value = nameOf(context.name(index));
            if (context.getChild(1 + 3 * index).getText().equals("kind")) {
                kind = value;
            } else {
                flags = value;
            }
        }
        return new Operator.Parse(positionOf(context), context.PARSE_WHERE() != null, kind, flags,
                expressions.expression(context.expression()),
                context.parseItem().stream().map(OperatorBuilder::parseItem).toList());
    }

    private static ParseItem parseItem(KqlParser.ParseItemContext context) {
        if (context.STAR() != null) {
            return new ParseItem.Skip();
        }
        if (context.stringLiteral() != null) {
            return new ParseItem.Text(LiteralReader.text(context.stringLiteral()));
        }
        return new ParseItem.Column(positionOf(context), nameOf(context.name(0)),
                context.type == null ? KqlType.STRING : typeOf(context.type));
    }
}
