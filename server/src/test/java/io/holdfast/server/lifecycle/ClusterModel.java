package io.holdfast.server.lifecycle;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One life of a cluster's name.
final class ClusterModel {

    final String principal;
    final StoreModel logs;
    int capacity;
    Instant lastTierChange;
    boolean exists = true;
    // What a GET shows.
    Optional<StoreModel.Configured> shown = Optional.empty();
    @Nullable
    StoreModel documents;

    ClusterModel(String principal, int capacity, Instant now) {
        this.principal = principal;
        this.logs = new StoreModel(principal);
        this.capacity = capacity;
        this.lastTierChange = now;
    }

    /// Destroys its keys.
    void delete() {
        exists = false;
        documents = null;
    }
}
