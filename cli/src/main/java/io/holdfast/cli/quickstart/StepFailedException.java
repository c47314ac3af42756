package io.holdfast.cli.quickstart;

/// A step that did not hold: what was expected, and what came.
final class StepFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String got;

    StepFailedException(String expected, String got) {
        super("expected " + expected + ", got " + got);
        this.expected = expected;
        this.got = got;
    }

    String expected() {
        return expected;
    }

    String got() {
        return got;
    }

    /// Checks a claim of the story.
    static void unless(boolean holds, String expected, String got) {
        if (!holds) {
            throw new StepFailedException(expected, got);
        }
    }
}
