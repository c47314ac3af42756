package io.holdfast.server.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is known of a workspace.
final class WorkspaceModel {

    /// How it stands with Sentinel.
    enum Sentinel {
        NONE, PLATFORM_KEY, UNCONFIRMED, CONFIRMED;

        boolean withCustomerKey() {
            return this == UNCONFIRMED || this == CONFIRMED;
        }
    }

    /// How long a deleted one can be recovered.
    static final Duration RECOVERABLE = Duration.ofDays(14);

    boolean exists;
    @Nullable
    Instant deletedAt;
    boolean wasOnboarded;
    boolean hasTable;
    boolean hasRule;
    // Negative where it is not linked.
    int cluster = -1;
    final List<Instant> linkTimes = new ArrayList<>();
    Sentinel sentinel = Sentinel.NONE;
    // The cluster whose key the documents are under; null for one of their own.
    @Nullable
    ClusterModel documents;
    final List<Integer> rows = new ArrayList<>();
    final Set<String> incidents = new TreeSet<>();

    boolean isThere() {
        return exists && deletedAt == null;
    }

    boolean isDeleted() {
        return exists && deletedAt != null;
    }

    /// Whether it is there, or can be recovered.
    boolean mayComeBack(Instant now) {
        return exists && (deletedAt == null || !deletedAt.plus(RECOVERABLE).isBefore(now));
    }

    /// All is gone but the rule, which is a resource of its own.
    void purge() {
        exists = false;
        deletedAt = null;
        wasOnboarded = false;
        hasTable = false;
        cluster = -1;
        linkTimes.clear();
        rows.clear();
        offboard();
    }

    void offboard() {
        sentinel = Sentinel.NONE;
        documents = null;
        incidents.clear();
    }
}
