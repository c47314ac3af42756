package io.holdfast.cli.quickstart;

import io.holdfast.cli.Answer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What the quickstart prints: steps, requests with their answers and times, results. ASCII only; colours on a
/// terminal. For one thread.
final class Transcript {

    private static final String INDENT = "    ";
    private static final int TARGET_WIDTH = 100;
    private static final int BODY_WIDTH = 110;
    private static final String BOLD = "\u001b[1m";
    private static final String FAINT = "\u001b[2m";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final boolean colours;
    private final Map<String, String> shorthands = new LinkedHashMap<>();

    Transcript(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /// From now on `name` is printed in place of `text` in paths and failures; longer ones are to be added first.
    void shorten(String text, String name) {
        shorthands.put(text, name);
    }

    /// The heading of a step.
    void step(String number, String title) {
        out.println();
        out.println(paint(BOLD, "%5s  %s".formatted(number, title)));
        out.flush();
    }

    /// A line of explanation.
    void say(String text) {
        out.println(INDENT + text);
        out.flush();
    }

    /// What a step showed.
    void result(String text) {
        say("=> " + text);
    }

    /// Lines as they are, such as a table or a chart.
    void lines(List<String> lines) {
        lines.forEach(line -> out.println(INDENT + "   " + line));
        out.flush();
    }

    /// One request with its answer.
    void call(String method, String target, Answer answer) {
        String line = "%-6s %s".formatted(method, shown(target));
        String status = paint(answer.succeeded() ? GREEN : RED, Integer.toString(answer.status()));
        String gap = " ".repeat(Math.max(1, TARGET_WIDTH - line.length()));
        out.println(INDENT + line + gap + status + " " + paint(FAINT, "%7s".formatted(time(answer.took()))));
        out.flush();
    }

    /// The body of the request before.
    void body(JsonNode body) {
        String json = body.toString();
        out.println(INDENT + "       "
                + paint(FAINT,
                        json.length() > BODY_WIDTH ? json.substring(0, BODY_WIDTH - 3) + "..." : json));
    }

    /// A step that did not hold.
    void failure(StepFailedException failure) {
        out.println();
        out.println(paint(RED, INDENT + "THIS STEP FAILED"));
        out.println(INDENT + "  expected  " + shown(failure.expected()));
        out.println(INDENT + "  got       " + shown(failure.got()));
        out.flush();
    }

    /// A time for people: `12 ms`, `1.3 s`.
    static String time(Duration duration) {
        return duration.toMillis() < 1_000
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
    }

    private String shown(String text) {
        String shown = text;
        for (Map.Entry<String, String> shorthand : shorthands.entrySet()) {
            shown = shown.replace(shorthand.getKey(), shorthand.getValue());
        }
        return shown;
    }

    private String paint(String colour, String text) {
        return colours ? colour + text + RESET : text;
    }
}
