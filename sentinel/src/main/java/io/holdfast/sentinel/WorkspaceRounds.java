package io.holdfast.sentinel;

import io.holdfast.loganalytics.Rounds;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that is done again and again for each workspace that takes data. A workspace whose work fails, as its
/// stores are dark, waits for the next round: it is logged once, and holds up no other.
final class WorkspaceRounds implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(WorkspaceRounds.class);
    private static final Duration REST = Duration.ofSeconds(1);

    private final SentinelStores stores;
    private final String onWaiting;
    private final Consumer<OnboardingState> work;
    private final Rounds rounds;
    // The rounds' thread's alone: workspaces that wait, by customer id.
    private final Set<String> waiting = new HashSet<>();

    /// Rounds that have not begun.
    ///
    /// @param name of the thread
    /// @param onWaiting what is logged of a workspace that begins to wait
    WorkspaceRounds(String name, String onWaiting, SentinelStores stores, Consumer<OnboardingState> work) {
        this.stores = stores;
        this.onWaiting = onWaiting;
        this.work = work;
        this.rounds = new Rounds(name, REST, this::run);
    }

    void start() {
        rounds.start();
    }

    /// One round, on the calling thread.
    void run() {
        for (OnboardingState state : stores.usable()) {
            try {
                work.accept(state);
                waiting.remove(state.customerId());
            } catch (RuntimeException e) {
                if (waiting.add(state.customerId())) {
                    LOGGER.atInfo().addKeyValue("workspace", state.customerId())
                            .addKeyValue("reason", e.getClass().getSimpleName()).log(onWaiting);
                }
            }
        }
    }

    boolean isClosed() {
        return rounds.isClosed();
    }

    @Override
    public void close() {
        rounds.close();
    }
}
