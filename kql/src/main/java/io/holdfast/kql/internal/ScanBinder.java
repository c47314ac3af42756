package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Operator.ScanStep;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Binds `scan`: the steps become a program that runs over the rows one after the other. What an expression
/// of a step computes from the row alone, the engine computes before.
final class ScanBinder {
    private final TableBinder tables;
    private final Scope scope;
    private final Operator.Scan scan;
    private final ScanProgram program = new ScanProgram();
    /// The pseudo columns that stand for `step.column`, with the text of what they are in the program.
    private final Map<Column, String> states = new LinkedHashMap<>();
    private final List<Column> variables = new ArrayList<>();
    /// The columns of the rows that steps assign without a declaration.
    private final List<Column> replaced = new ArrayList<>();

    ScanBinder(TableBinder tables, Scope scope, Operator.Scan scan) {
        this.tables = tables;
        this.scope = scope;
        this.scan = scan;
    }

    Relation bind(Relation given) {
        OperatorBinder operators = new OperatorBinder(tables, scope);
        Relation input = scan.order().isEmpty()
                ? given
                : operators.bind(new Operator.Sort(scan.position(), scan.order()), given, false);
        CollectedRows rows = new CollectedRows(tables.context, input);
        Columns columns = new Columns(rows.columns());
        Scope inner = new Scope(scope);
        declare(inner, columns);
        for (int step = 0; step < scan.steps().size(); step++) {
            addStates(step, columns.list());
        }
        List<Column> all = new ArrayList<>(rows.columns());
        all.addAll(states.keySet());
        ScalarBinder scalars = new ScalarBinder(tables, inner, new Columns(all), null);
        List<Scalar> keys = new ArrayList<>(columns.keys().stream().<Scalar>map(ColumnRef::new).toList());
        scan.partition().forEach(key -> keys.add(scalars.bind(key)));
        keys.forEach(key -> program.partition(Conversions.cast(key, KqlType.STRING)));
        scan.steps().forEach(step -> step(step, scalars));
        List<Column> results = new ArrayList<>();
        Column match = tables.context.column(scan.matchId() == null ? "\u0001match" : scan.matchId(),
                KqlType.LONG);
        results.add(match);
        variables.forEach(variable -> results.add(tables.context.column(variable.name(), variable.type())));
        Relation joined = rows.joined(ScalarOp.SCAN_ROWS, program.values(),
                List.of(Literal.of(program.text())), results);
        return new Relation.Project(joined, outputs(joined, match));
    }

    /// A declared column takes the place of one of the rows; the number of the match stands last.
    private List<Assignment> outputs(Relation joined, Column match) {
        Map<String, Assignment> outputs = new LinkedHashMap<>();
        List<Assignment> keys = new ArrayList<>();
        for (Column column : joined.columns()) {
            Assignment same = new Assignment(column, new ColumnRef(column));
            if (column.name().isEmpty()) {
                keys.add(same);
            } else if (!column.equals(match)) {
                outputs.put(column.name(), same);
            }
        }
        if (scan.matchId() != null) {
            outputs.put(match.name(), new Assignment(match, new ColumnRef(match)));
        }
        keys.addAll(0, outputs.values());
        return keys;
    }

    /// Declares the columns of the scan: alone, their names mean what they are at first.
    private void declare(Scope inner, Columns columns) {
        ScalarBinder constants = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        for (Operator.ScanVariable variable : scan.variables()) {
            Literal initial = variable.initial() == null
                    ? Literal.nullOf(variable.type())
                    : constants.constant(variable.initial(), variable.type());
            variables.add(tables.context.column(variable.name(), variable.type()));
            program.variable(initial);
            if (columns.find(variable.name()).isEmpty()) {
                inner.define(variable.name(), new Binding.Value(initial));
            }
        }
        // A column of the rows that a step gives another value is one of the scan, too.
        scan.steps().stream().flatMap(step -> step.assignments().stream()).map(Operator.ScanAssignment::name)
                .filter(name -> variable(name) < 0).distinct().map(columns::find).flatMap(Optional::stream)
                .forEach(column -> {
                    replaced.add(column);
                    variables.add(tables.context.column(column.name(), column.type()));
                    program.variable(Literal.nullOf(column.type()));
                });
    }

    private int variable(String name) {
        return variables.stream().map(Column::name).toList().indexOf(name);
    }

    private void addStates(int step, List<Column> columns) {
        String name = stateName(scan.steps().get(step).name());
        for (Column column : columns.stream().filter(column -> variable(column.name()) < 0).toList()) {
            states.put(tables.context.column(name + column.name(), column.type()),
                    "[\"r\"," + step + "," + program.value(new ColumnRef(column)) + "]");
        }
        for (int index = 0; index < variables.size(); index++) {
            Column variable = variables.get(index);
            states.put(tables.context.column(name + variable.name(), variable.type()),
                    "[\"v\"," + step + "," + index + "]");
        }
    }

    /// Returns what the name of a column begins with that stands for `step.column`.
    static String stateName(String step) {
        return "\u0001state." + step + ".";
    }

    private void step(ScanStep step, ScalarBinder scalars) {
        String condition = program.expression(step.condition().position(),
                scalars.bindAs(step.condition(), KqlType.BOOL), states);
        List<String> assigned = new ArrayList<>();
        for (Operator.ScanAssignment assignment : step.assignments()) {
            int index = variable(assignment.name());
            if (index < 0) {
                throw Suggestions.unknown(assignment.position(),
                        "scan does not declare a column '" + assignment.name() + "'", assignment.name(),
                        Set.copyOf(variables.stream().map(Column::name).toList()));
            }
            Scalar value = scalars.bindAs(assignment.value(), variables.get(index).type());
            assigned.add("[" + index + ","
                    + program.expression(assignment.position(), value, states) + "]");
        }
        Set<String> given = step.assignments().stream().map(Operator.ScanAssignment::name)
                .collect(Collectors.toSet());
        replaced.stream().filter(column -> !given.contains(column.name()))
                .forEach(column -> assigned.add("[" + variable(column.name()) + ","
                        + program.expression(step.position(), new ColumnRef(column), states) + "]"));
        if (!Set.of("all", "last", "none").contains(step.output())) {
            throw KqlException.of(Kind.SEMANTIC, step.position(),
                    "The output of a step is all, last or none");
        }
        program.step(step, condition, assigned);
    }
}
