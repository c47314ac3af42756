package io.holdfast.query.internal;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Runs a program of the `scan` operator over rows. Source of the rules: the Kusto reference, page "scan
/// operator": each row is put to the steps from the last to the first; it goes on with the state of the step
/// before, else with that of the step itself.
final class ScanMachine {
    private final JsonNode program;
    private final List<KqlType> types;
    private final List<@Nullable Object> initial = new ArrayList<>();
    private final List<KqlType> variableTypes = new ArrayList<>();
    private final ArrayNode results = Json.newArray();
    private long matches;

    /// @param text the program as JSON, as the binder writes it
    ScanMachine(String text) {
        program = Json.orNull(text);
        types = program.path("types").valueStream().map(name -> type(name.asString())).toList();
        for (JsonNode variable : program.path("variables")) {
            initial.add(ScanExpression.constant(variable));
            variableTypes.add(type(variable.get(1).asString()));
        }
    }

    static KqlType type(String name) {
        return KqlType.ofKustoName(name).orElse(KqlType.DYNAMIC);
    }

    /// What a row gave to a step.
    ///
    /// @param number of the row
    record Entry(long number, List<@Nullable Object> values, List<@Nullable Object> variables) {}

    /// The rows that steps hold, up to the step whose state it is.
    ///
    /// @param entries one for each step, null for a step that was not met
    record State(long match, List<@Nullable Entry> entries) {}

    /// Returns the results in order: arrays of the number of the row, the match and the variables.
    ArrayNode run(List<JsonNode> rows) {
        Map<List<@Nullable Object>, List<@Nullable State>> partitions = new LinkedHashMap<>();
        for (JsonNode row : rows) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int index = 0; index < types.size(); index++) {
                values.add(ScanExpression.value(types.get(index), row.path(index + 1)));
            }
            List<@Nullable Object> key = new ArrayList<>();
            program.path("partition").forEach(index -> key.add(values.get(index.asInt())));
            List<@Nullable State> states = partitions.computeIfAbsent(key, _ -> noStates());
            accept(row.path(0).asLong(), values, states);
        }
        partitions.values().forEach(states -> states.forEach(this::leave));
        return results;
    }

    private List<@Nullable State> noStates() {
        List<@Nullable State> states = new ArrayList<>();
        program.path("steps").forEach(_ -> states.add(null));
        return states;
    }

    private void accept(long number, List<@Nullable Object> values, List<@Nullable State> states) {
        for (int step = states.size() - 1; step >= 0; step--) {
            int before = before(step, states);
            State promoted = before < 0 ? null : states.get(before);
            if (promoted != null && holds(step, values, promoted)) {
                leave(step, states.get(step));
                leave(before, promoted);
                states.set(before, null);
                states.set(step, entered(step, number, values, promoted));
                continue;
            }
            State own = states.get(step);
            boolean may = own != null || step == 0;
            if (may && holds(step, values, own)) {
                if (step == 0) {
                    matches += own == null ? 1 : 0;
                }
                State from = own == null ? new State(matches - 1, List.copyOf(List.of())) : own;
                states.set(step, entered(step, number, values, from));
            }
        }
    }

    /// Returns the nearest step before with a state, over those that may be left out; -1 for none.
    private int before(int step, List<@Nullable State> states) {
        int before = step - 1;
        while (before >= 0 && states.get(before) == null
                && program.path("steps").path(before).path("optional").asBoolean(false)) {
            before--;
        }
        return before >= 0 && states.get(before) != null ? before : -1;
    }

    private boolean holds(int step, List<@Nullable Object> values, @Nullable State state) {
        Object found = new ScanExpression(values, state, initial)
                .evaluate(program.path("steps").path(step).path("when"));
        return Boolean.TRUE.equals(found);
    }

    private State entered(int step, long number, List<@Nullable Object> values, State from) {
        ScanExpression expressions = new ScanExpression(values, from, initial);
        List<@Nullable Object> variables = new ArrayList<>(initial);
        for (JsonNode pair : program.path("steps").path(step).path("set")) {
            variables.set(pair.get(0).asInt(), expressions.evaluate(pair.get(1)));
        }
        List<@Nullable Entry> entries = new ArrayList<>(from.entries());
        while (entries.size() <= step) {
            entries.add(null);
        }
        Entry entry = new Entry(number, values, variables);
        entries.set(step, entry);
        if (output(step).equals("all")) {
            add(from.match(), entry);
        }
        return new State(from.match(), entries);
    }

    private String output(int step) {
        return program.path("steps").path(step).path("output").asString("all");
    }

    private void leave(@Nullable State state) {
        if (state != null) {
            leave(state.entries().size() - 1, state);
        }
    }

    /// Adds the last row of a step that is left, where only that is wanted.
    private void leave(int step, @Nullable State state) {
        Entry entry = state == null || step >= state.entries().size() ? null : state.entries().get(step);
        if (state != null && entry != null && output(step).equals("last")) {
            add(state.match(), entry);
        }
    }

    private void add(long match, Entry entry) {
        ArrayNode result = Json.newArray().add(entry.number()).add(match);
        for (int index = 0; index < variableTypes.size(); index++) {
            Object value = entry.variables().get(index);
            switch (variableTypes.get(index)) {
                case DATETIME -> result.add(value == null ? null : KqlDatetime.formatFull((Long) value));
                case TIMESPAN -> result.add(value == null ? null : KqlTimespan.format((Long) value));
                case BOOL -> result.add((Boolean) value);
                case INT, LONG -> result.add((Long) value);
                case REAL -> result.add((Double) value);
                case DYNAMIC -> result.add(Json.orNull(value));
                case DECIMAL, STRING, GUID -> result.add((String) value);
            }
        }
        results.add(result);
    }
}
