package io.holdfast.cmk;

import java.time.Duration;

/// How the tool talks to its user, and how it waits.
public interface Dialogue {

    /// Prints a line, or several.
    void say(String text);

    /// Asks whether to go on; false means no.
    boolean agreed(String question);

    /// Waits.
    void pause(Duration duration);
}
