package io.holdfast.rulefiles;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The members of a rule as its file has them, with the lines they stand on.
///
/// @param line where the rule begins, from 1
/// @param members by the names of the file
/// @param lines of the top-level members; empty where all stand on one line
/// @param queryLine the line that the first line of the query stands on, where the query keeps its lines
record SourceText(int line, ObjectNode members, Map<String, Integer> lines, Optional<Integer> queryLine) {

    /// How deep members of a rule may be nested: the API's own go to 5.
    static final int MAX_DEPTH = 20;

    SourceText {
        lines = Map.copyOf(lines);
    }
}
