package io.holdfast.rulefiles;

import java.nio.file.Path;

/// What stands at one place of a file: a rule, or something that is none.
public sealed interface RuleEntry {

    /// The file.
    Path file();

    /// The line that it begins on, from 1.
    int line();

    /// A rule that was read.
    record Rule(Path file, int line, AlertRule rule) implements RuleEntry {}

    /// What cannot be read as a rule.
    ///
    /// @param problem why, for the user
    record NoRule(Path file, int line, String problem) implements RuleEntry {}
}
