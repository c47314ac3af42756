package io.holdfast.cmk;

import io.holdfast.client.RestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Carries out the steps: looks at each, makes the calls that it needs, and looks again until it is done.
///
/// It keeps no state of its own: whatever ended it, the same command goes on where it was.
final class Setup {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Azure azure;
    private final Dialogue dialogue;
    private final Duration patience;

    /// @param patience how long to wait for one step
    Setup(Azure azure, Dialogue dialogue, Duration patience) {
        this.azure = azure;
        this.dialogue = dialogue;
        this.patience = patience;
    }

    /// Makes everything so.
    ///
    /// @return whether it is
    boolean run(List<Step> steps) {
        for (Step step : steps) {
            if (!run(step)) {
                return false;
            }
        }
        return true;
    }

    /// Shows what there is and the calls that [#run] would make; makes none.
    ///
    /// @return what each step found
    List<Finding> show(List<Step> steps, boolean withCalls) {
        List<Finding> findings = new ArrayList<>();
        for (Step step : steps) {
            Finding finding = step.inspect();
            say(step, finding);
            findings.add(finding);
            if (withCalls && finding instanceof Finding.Needed needed) {
                needed.calls().forEach(call -> dialogue.say(call.shown().indent(9).stripTrailing()));
            }
        }
        return findings;
    }

    private boolean run(Step step) {
        Optional<Finding> done = Optional.empty();
        Duration waited = Duration.ZERO;
        Duration pause = PAUSE;
        while (waited.compareTo(patience) < 0) {
            Finding finding = step.inspect();
            if (finding instanceof Finding.Needed needed && !done.filter(needed::equals).isPresent()) {
                if (!agreed(step, needed)) {
                    return false;
                }
                needed.calls().forEach(call -> azure.perform(call, patience));
                done = Optional.of(needed);
                pause = PAUSE;
                continue;
            }
            if (finding instanceof Finding.Done || finding instanceof Finding.Blocked) {
                say(step, finding);
                return finding instanceof Finding.Done;
            }
            dialogue.say("  ...    " + step.title() + ": " + (finding instanceof Finding.Waiting waiting
                    ? waiting.what()
                    : "not visible yet") + " (" + waited.toSeconds() + " s)");
            dialogue.pause(pause);
            waited = waited.plus(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                    ? pause.multipliedBy(2)
                    : LONGEST_PAUSE;
        }
        throw new RestException(step.title() + " is not done after " + patience.toMinutes()
                + " minutes; run the same command again to go on");
    }

    private boolean agreed(Step step, Finding.Needed needed) {
        dialogue.say("  do     " + step.title() + ": " + needed.what());
        if (needed.irreversible().isEmpty()
                || dialogue.agreed("This cannot be undone: " + needed.irreversible() + ". Go on?")) {
            return true;
        }
        dialogue.say("  left   " + step.title());
        return false;
    }

    private void say(Step step, Finding finding) {
        switch (finding) {
            case Finding.Done done -> dialogue.say("  ok     " + step.title() + ": " + done.what());
            case Finding.Waiting waiting -> dialogue.say("  wait   " + step.title() + ": " + waiting.what());
            case Finding.Needed needed -> dialogue.say("  to do  " + step.title() + ": " + needed.what()
                    + (needed.irreversible().isEmpty()
                            ? ""
                            : System.lineSeparator() + "         cannot be undone: "
                                    + needed.irreversible()));
            case Finding.Blocked blocked ->
                dialogue.say("  BLOCKED " + step.title() + ": " + blocked.problem()
                        + System.lineSeparator() + "         instead: " + blocked.remedy());
        }
    }
}
