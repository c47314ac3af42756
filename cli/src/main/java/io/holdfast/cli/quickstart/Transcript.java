package io.holdfast.cli.quickstart;

import io.holdfast.client.Answer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// What the quickstart prints: steps, requests with their answers and times, results. ASCII only; colours on
/// a terminal. For one thread.
final class Transcript {

    private static final String INDENT = "    ";
    private static final int TARGET_WIDTH = 88;
    private static final int BODY_WIDTH = 100;
    private static final int BODY_LINES = 5;
    private static final String BOLD = "\u001b[1m";
    private static final String FAINT = "\u001b[2m";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final boolean colours;
    private final SequencedMap<String, String> shorthands = new LinkedHashMap<>();

    Transcript(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /// Prints `name` in place of `text` from now on, and says so. A text that begins with another is to come
    /// later.
    void shorten(String name, String text) {
        out.println("  %-14s  %s".formatted(name, shown(text)));
        shorthands.put(text, name);
    }

    /// A line at the margin.
    void line(String text) {
        out.println(text);
        out.flush();
    }

    /// The heading of a step.
    void step(String number, String title) {
        out.println();
        line(paint(BOLD, "%3s  %s".formatted(number, title)));
    }

    /// A line of explanation.
    void say(String text) {
        line(INDENT + text);
    }

    /// What a step showed.
    void result(String text) {
        say(paint(BOLD, "=> " + shown(text)));
    }

    /// A longer text, broken between words.
    void paragraph(String text) {
        StringBuilder line = new StringBuilder();
        for (String word : shown(text).split(" ", -1)) {
            if (!line.isEmpty() && line.length() + word.length() >= BODY_WIDTH) {
                say("   " + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        say("   " + line);
    }

    /// Lines as they are, such as a table or a chart.
    void lines(List<String> lines) {
        lines.forEach(text -> say("   " + text));
    }

    /// One request with its answer.
    void call(String method, String target, Answer answer) {
        String request = "%-6s %s".formatted(method, shown(target));
        String status = paint(answer.succeeded() ? GREEN : RED, Integer.toString(answer.status()));
        String gap = " ".repeat(Math.max(1, TARGET_WIDTH - request.length()));
        say(request + gap + status + " " + paint(FAINT, "%7s".formatted(time(answer.took()))));
    }

    /// The body of the request before, in a few lines.
    void body(String text) {
        String rest = shown(text);
        for (int number = 1; !rest.isEmpty(); number++) {
            int end = rest.length() <= BODY_WIDTH ? rest.length() : lastBreak(rest);
            boolean cut = number == BODY_LINES && end < rest.length();
            say("       " + paint(FAINT, rest.substring(0, end) + (cut ? " ..." : "")));
            rest = cut ? "" : rest.substring(end);
        }
    }

    /// A step that did not hold.
    void failure(StepFailedException failure) {
        out.println();
        say(paint(RED, "THIS STEP FAILED"));
        say("  expected  " + shown(failure.expected()));
        say("  got       " + shown(failure.got()));
    }

    /// A time for people: `12 ms`, `1.3 s`.
    static String time(Duration duration) {
        return duration.toMillis() < 1_000
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
    }

    private static int lastBreak(String text) {
        int comma = text.lastIndexOf(',', BODY_WIDTH - 1);
        return comma < BODY_WIDTH / 2 ? BODY_WIDTH : comma + 1;
    }

    private String shown(String text) {
        String shown = text;
        for (Map.Entry<String, String> shorthand : shorthands.reversed().entrySet()) {
            shown = shown.replace(shorthand.getKey(), shorthand.getValue());
        }
        return shown;
    }

    private String paint(String colour, String text) {
        return colours ? colour + text + RESET : text;
    }
}
