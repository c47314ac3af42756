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
        // Tables are counted when they are bound.
        if (!(context instanceof KqlParser.UnionOperatorContext)) {
            ExpressionBuilder.checkClauses(context);
        }
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
            case KqlParser.MvExpandOperatorContext c ->
                mvExpand(position, c.mvOption(), c.mvColumn(), c.rowLimit());
            case KqlParser.MvApplyOperatorContext c -> new Operator.MvApply(position,
                    mvExpand(position, c.mvOption(), c.mvColumn(), c.rowLimit()), subquery(c.subquery()));
            case KqlParser.PartitionOperatorContext c when c.subquery() != null ->
                new Operator.Partition(position, expressions.expression(c.expression()),
                        subquery(c.subquery()));
            case KqlParser.PartitionOperatorContext c -> new Operator.PartitionQuery(position,
                    expressions.expression(c.expression()), expressions.pipeline(c.pipeExpression()));
            case KqlParser.SampleOperatorContext c ->
                new Operator.Take(position, expressions.expression(c.expression()));
            case KqlParser.SampleDistinctOperatorContext c -> new Operator.SampleDistinct(position,
                    expressions.expression(c.expression(0)), named(c.expression(1)));
            case KqlParser.TopHittersOperatorContext c -> new Operator.TopHitters(position,
                    expressions.expression(c.expression(0)), named(c.expression(1)),
                    c.expression().size() > 2 ? expressions.expression(c.expression(2)) : null);
            case KqlParser.ParseOperatorContext c -> parse(c);
            case KqlParser.AsOperatorContext c -> new Operator.As(position, nameOf(c.name()));
            case KqlParser.GetschemaOperatorContext _ -> new Operator.GetSchema(position);
            case KqlParser.InvokeOperatorContext c ->
                new Operator.Invoke(position, expressions.call(c.functionCall()));
            case KqlParser.SerializeOperatorContext c ->
                new Operator.Serialize(position, named(c.namedExpressions()));
            default -> buildRare(context, position);
        };
    }

    private Operator buildRare(ParserRuleContext context, Position position) {
        return switch (context) {
            case KqlParser.EvaluateOperatorContext c -> evaluate(c);
            case KqlParser.ConsumeOperatorContext _ -> new Operator.Where(position,
                    new Expression.Literal(position, KqlType.BOOL, false));
            case KqlParser.MakeSeriesOperatorContext c -> makeSeries(c);
            case KqlParser.SearchOperatorContext c -> new Operator.Search(position, false,
                    c.KIND() == null || !nameOf(c.name()).equals("case_sensitive"), "$table",
                    operands(c.wildcardOrExpression()), expressions.expression(c.expression()), List.of());
            case KqlParser.FindOperatorContext c -> find(c);
            case KqlParser.ParseKvOperatorContext c -> new Operator.ParseKv(position,
                    expressions.expression(c.expression()), StatementBuilder.columns(c.schema()),
                    properties(c.properties()));
            case KqlParser.TopNestedOperatorContext c -> new Operator.TopNested(position,
                    c.topNestedPart().stream().map(this::topNestedPart).toList());
            case KqlParser.ReduceOperatorContext c -> new Operator.Reduce(position,
                    expressions.named(c.namedExpression()).value(), options(c.option()));
            case KqlParser.ScanOperatorContext c -> scan(c);
            case KqlParser.MakeGraphOperatorContext c -> new GraphBuilder(expressions).make(c,
                    c.option() == null ? Map.of() : options(List.of(c.option())),
                    c.subquery() == null ? List.of() : subquery(c.subquery()));
            case KqlParser.GraphMatchOperatorContext c ->
                new GraphBuilder(expressions).match(c, options(c.option()));
            case KqlParser.GraphMarkComponentsOperatorContext c ->
                new GraphBuilder(expressions).mark(c, options(c.option()));
            case KqlParser.GraphToTableOperatorContext c -> new GraphBuilder(expressions).tables(c,
                    c.graphTable().stream().map(table -> options(table.option())).toList());
            case KqlParser.ForkOperatorContext c -> new Operator.Fork(position, c.forkBranch().stream()
                    .map(branch -> new Operator.Branch(branch.name() == null ? null : nameOf(branch.name()),
                            subquery(branch.subquery())))
                    .toList());
            case KqlParser.FacetOperatorContext c -> new Operator.Fork(position,
                    ResultBinder.facets(expressions.expressions(c.expression()), c.subquery() != null
                            ? subquery(c.subquery())
                            : c.operator() == null ? List.of() : List.of(operator(c.operator()))));
            case KqlParser.ProjectByNamesOperatorContext c ->
                new Operator.ProjectByNames(position, expressions.expressions(c.expression()));
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
        properties.putAll(properties(context.properties()));
        return new Operator.Render(positionOf(context),
                context.name() == null ? "table" : nameOf(context.name()),
                properties);
    }

    /// Returns the properties of a `with` clause by their names.
    Map<String, String> properties(KqlParser.@Nullable PropertiesContext context) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (context != null) {
            context.property().forEach(
                    property -> properties.put(nameOf(property.name(0)), propertyValue(property)));
        }
        return properties;
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

    private List<Expression> operands(List<KqlParser.WildcardOrExpressionContext> contexts) {
        return contexts.stream().map(expressions::wildcardOrExpression).toList();
    }

    /// `preview` gives two results: the first rows, and how many there are.
    private Operator evaluate(KqlParser.EvaluateOperatorContext context) {
        Position position = positionOf(context);
        Expression.Call call = expressions.call(context.functionCall());
        if (call.function().equals("preview") && call.arguments().size() == 1) {
            return new Operator.Fork(position, List.of(
                    new Operator.Branch(null,
                            List.of(new Operator.Take(position, call.arguments().getFirst().value()))),
                    new Operator.Branch(null, List.of(new Operator.Count(position, "Count")))));
        }
        return new Operator.Evaluate(position, call, StatementBuilder.columns(context.schema()),
                context.schema() != null && context.schema().columnDeclaration().stream()
                        .anyMatch(column -> column.STAR() != null));
    }

    private Operator find(KqlParser.FindOperatorContext context) {
        String source = "source_";
        for (int index = 0; index < context.name().size(); index++) {
            // The options stand as keyword, '=', name from the second child on.
            source = context.getChild(1 + 3 * index).getText().startsWith("with")
                    ? nameOf(context.name(index))
                    : source;
        }
        KqlParser.FindProjectionContext projection = context.findProjection();
        List<Operator.FindColumn> columns = projection == null
                ? List.of()
                : projection.findColumn().stream().map(column -> new Operator.FindColumn(positionOf(column),
                        column.LPAREN() != null ? "*" : nameOf(column.name(0)),
                        column.type == null ? null : typeOf(column.type))).toList();
        return new Operator.Search(positionOf(context), true, true, source,
                operands(context.wildcardOrExpression()), expressions.expression(context.expression()),
                columns);
    }

    private Operator makeSeries(KqlParser.MakeSeriesOperatorContext context) {
        KqlParser.SeriesRangeContext range = context.seriesRange();
        boolean named = isAxisNamed(context);
        Named axis = new Named(positionOf(context.sum()),
                named ? List.of(nameOf(context.name().getLast())) : List.of(),
                expressions.sum(context.sum()));
        boolean nonEmpty = context.KIND().stream().findFirst().isPresent();
        return new Operator.MakeSeries(positionOf(context), nonEmpty,
                context.seriesAggregate().stream().map(aggregate -> new Operator.SeriesAggregate(
                        expressions.named(aggregate.namedExpression()), aggregate.expression() == null
                                ? null
                                : expressions.expression(aggregate.expression())))
                        .toList(),
                axis,
                new Operator.SeriesRange(range.from == null ? null : expressions.expression(range.from),
                        range.to == null ? null : expressions.expression(range.to),
                        expressions.expression(range.step)),
                named(context.namedExpressions()));
    }

    /// Says whether a name and '=' stand between `on` and the axis.
    private static boolean isAxisNamed(KqlParser.MakeSeriesOperatorContext context) {
        int on = context.children.indexOf(context.ON());
        return context.getChild(on + 1) instanceof KqlParser.NameContext;
    }

    private Operator scan(KqlParser.ScanOperatorContext context) {
        return new Operator.Scan(positionOf(context),
                context.WITH_MATCH_ID() == null ? null : nameOf(context.name()),
                context.orderedExpression().stream().map(this::ordered).toList(),
                expressions.expressions(context.expression()),
                context.scanVariable().stream().map(variable -> new Operator.ScanVariable(
                        nameOf(variable.name(0)), typeOf(variable.type), variable.expression() == null
                                ? null
                                : expressions.expression(variable.expression())))
                        .toList(),
                context.scanStep().stream().map(this::scanStep).toList());
    }

    private Operator.ScanStep scanStep(KqlParser.ScanStepContext context) {
        String output = context.OUTPUT() == null
                ? "all"
                : context.LAST() != null ? "last" : nameOf(context.name(1));
        return new Operator.ScanStep(positionOf(context), nameOf(context.name(0)),
                context.OPTIONAL() != null, output, expressions.expression(context.expression()),
                context.scanAssignment().stream().map(assignment -> new Operator.ScanAssignment(
                        positionOf(assignment), nameOf(assignment.name()),
                        expressions.expression(assignment.expression()))).toList());
    }

    private Operator.TopNestedPart topNestedPart(KqlParser.TopNestedPartContext context) {
        List<KqlParser.ExpressionContext> written = context.expression();
        boolean counted = context.getChild(1) instanceof KqlParser.ExpressionContext;
        Expression others = context.OTHERS() == null ? null : expressions.expression(written.getLast());
        KqlParser.OrderedExpressionContext by = context.orderedExpression();
        return new Operator.TopNestedPart(counted ? expressions.expression(written.getFirst()) : null,
                expressions.named(context.namedExpression()), others, expressions.named(by.namedExpression()),
                by.ASC() != null);
    }

    private List<Operator> subquery(KqlParser.SubqueryContext context) {
        return context.operator().stream().map(this::operator).toList();
    }

    private Named named(KqlParser.ExpressionContext context) {
        return new Named(positionOf(context), List.of(), expressions.expression(context));
    }

    private Operator.MvExpand mvExpand(Position position, List<KqlParser.MvOptionContext> written,
            List<KqlParser.MvColumnContext> columns, KqlParser.@Nullable RowLimitContext limit) {
        Map<String, String> options = new LinkedHashMap<>();
        for (KqlParser.MvOptionContext option : written) {
            options.put(option.getStart().getText(), optionValue(option.name(), option.literal()));
        }
        return new Operator.MvExpand(position, options, columns.stream().map(this::mvColumn).toList(),
                limit == null ? null : expressions.expression(limit.expression()));
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
