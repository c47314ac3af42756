package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Frame;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.Scalar.Window;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.WindowOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes projections whose windows stand one above the other: a window over the value of another one, one
/// that starts anew, and one of partitions become projections of their own, with the rows numbered before
/// them and put back into that order behind.
final class WindowStages {
    private final BindContext context;
    private @Nullable Column position;

    private WindowStages(BindContext context) {
        this.context = context;
    }

    static Relation project(BindContext context, Relation input, List<Assignment> assignments) {
        Optional<Window> session = assignments.stream()
                .map(assignment -> session(assignment.value())).flatMap(Optional::stream).findFirst();
        if (session.isPresent()) {
            return sessions(context, input, assignments, session.get());
        }
        return assignments.stream().anyMatch(assignment -> holdsWindow(assignment.value()))
                ? new WindowStages(context).staged(input, assignments)
                : new Relation.Project(input, assignments);
    }

    static boolean holdsWindow(Scalar scalar) {
        return switch (scalar) {
            case Window _ -> true;
            case Scalar.Call call -> call.arguments().stream().anyMatch(WindowStages::holdsWindow);
            case Literal _,ColumnRef _,Scalar.Subquery _ -> false;
            case Scalar.InRelation in -> holdsWindow(in.value());
        };
    }

    private static Optional<Window> session(Scalar scalar) {
        return switch (scalar) {
            case Window window when window.op() == WindowOp.SESSION_START -> Optional.of(window);
            case Window window -> window.arguments().stream().map(WindowStages::session)
                    .flatMap(Optional::stream).findFirst();
            case Scalar.Call call -> call.arguments().stream().map(WindowStages::session)
                    .flatMap(Optional::stream).findFirst();
            case Scalar.InRelation in -> session(in.value());
            case Literal _,ColumnRef _,Scalar.Subquery _ -> Optional.empty();
        };
    }

    /// Puts the starts of sessions beside the rows, and the projection above.
    private static Relation sessions(BindContext context, Relation input, List<Assignment> assignments,
            Window session) {
        Scalar restart = session.frame().restart();
        List<Scalar> values = new ArrayList<>(session.arguments());
        values.add(restart == null ? Literal.of(false) : restart);
        List<Assignment> prepared = new ArrayList<>(ProjectionBinder.same(input.columns()));
        values.forEach(value -> prepared.add(new Assignment(context.column("", value.type()), value)));
        CollectedRows rows = new CollectedRows(context, project(context, input, prepared));
        List<Column> columns = rows.columns();
        List<Scalar> arguments = columns.subList(columns.size() - values.size(), columns.size()).stream()
                .<Scalar>map(ColumnRef::new).toList();
        Column start = context.column("\u0001session", KqlType.DATETIME);
        Relation joined = rows.joined(ScalarOp.ROW_SESSIONS, arguments, List.of(), List.of(start));
        List<Assignment> above = assignments.stream().map(assignment -> new Assignment(assignment.column(),
                replaced(assignment.value(), session, start))).toList();
        return project(context, joined, above);
    }

    private static Scalar replaced(Scalar scalar, Window session, Column start) {
        return switch (scalar) {
            case Window window when window.equals(session) -> new ColumnRef(start);
            case Window window -> new Window(window.op(),
                    window.arguments().stream().map(argument -> replaced(argument, session, start)).toList(),
                    window.frame(), window.type());
            case Scalar.Call call -> new Scalar.Call(call.op(),
                    call.arguments().stream().map(argument -> replaced(argument, session, start)).toList(),
                    call.type());
            case Scalar.InRelation in -> new Scalar.InRelation(replaced(in.value(), session, start),
                    in.relation(), in.ignoreCase());
            case Literal _,ColumnRef _,Scalar.Subquery _ -> scalar;
        };
    }

    private Relation staged(Relation input, List<Assignment> assignments) {
        boolean numbered = assignments.stream().anyMatch(assignment -> needsPosition(assignment.value()));
        if (!numbered) {
            return stage(input, assignments);
        }
        Column number = context.column("", KqlType.LONG);
        position = number;
        Relation below = new Relation.Project(input, with(ProjectionBinder.same(input.columns()),
                List.of(new Assignment(number,
                        new Window(WindowOp.ROW_NUMBER, List.of(Literal.of(1)), Frame.ALL, KqlType.LONG)))));
        Relation above = stage(below,
                with(assignments, List.of(new Assignment(number, new ColumnRef(number)))));
        Relation sorted = new Relation.Sort(above, List.of(new SortKey(new ColumnRef(number), true, true)));
        return new Relation.Project(sorted,
                ProjectionBinder.same(assignments.stream().map(Assignment::column).toList()));
    }

    private static List<Assignment> with(List<Assignment> first, List<Assignment> second) {
        List<Assignment> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static boolean needsPosition(Scalar scalar) {
        return switch (scalar) {
            case Window window -> !window.frame().partition().isEmpty() || window.frame().restart() != null
                    || window.arguments().stream().anyMatch(WindowStages::needsPosition);
            case Scalar.Call call -> call.arguments().stream().anyMatch(WindowStages::needsPosition);
            case Literal _,ColumnRef _,Scalar.Subquery _ -> false;
            case Scalar.InRelation in -> needsPosition(in.value());
        };
    }

    private Relation stage(Relation input, List<Assignment> assignments) {
        List<Assignment> lifted = new ArrayList<>();
        List<Assignment> rewritten = assignments.stream()
                .map(assignment -> new Assignment(assignment.column(),
                        rewrite(assignment.value(), false, lifted)))
                .toList();
        Relation below = lifted.isEmpty()
                ? input
                : stage(input, with(ProjectionBinder.same(input.columns()), lifted));
        return new Relation.Project(below, rewritten);
    }

    /// Rewrites windows; those within another window become columns of the stage below.
    private Scalar rewrite(Scalar scalar, boolean within, List<Assignment> lifted) {
        return switch (scalar) {
            case Literal _,ColumnRef _,Scalar.Subquery _ -> scalar;
            case Scalar.InRelation in ->
                new Scalar.InRelation(rewrite(in.value(), within, lifted), in.relation(), in.ignoreCase());
            case Scalar.Call call -> new Scalar.Call(call.op(),
                    call.arguments().stream().map(argument -> rewrite(argument, within, lifted)).toList(),
                    call.type());
            case Window window -> within
                    ? lift(window, lifted)
                    : new Window(window.op(),
                            window.arguments().stream().map(argument -> rewrite(argument, true, lifted))
                                    .toList(),
                            frame(window.frame(), lifted), window.type());
        };
    }

    private static Scalar lift(Scalar value, List<Assignment> lifted, BindContext context) {
        Column column = context.column("", value.type());
        lifted.add(new Assignment(column, value));
        return new ColumnRef(column);
    }

    private Scalar lift(Window window, List<Assignment> lifted) {
        return lift(window, lifted, context);
    }

    /// Returns the frame with a number for each restart as a further key of the partitions.
    private Frame frame(Frame frame, List<Assignment> lifted) {
        List<Column> partition = new ArrayList<>(frame.partition());
        Scalar restart = frame.restart();
        if (restart != null) {
            Scalar one = new Scalar.Call(ScalarOp.CASE, List.of(restart, Literal.of(1), Literal.of(0)),
                    KqlType.LONG);
            Scalar number = lift(new Window(WindowOp.RUNNING_SUM, List.of(one),
                    new Frame(partition, null, position), KqlType.LONG), lifted, context);
            partition.add(((ColumnRef) number).column());
        }
        return new Frame(partition, null, position);
    }
}
