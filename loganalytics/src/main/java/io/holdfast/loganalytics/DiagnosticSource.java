package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The log of resources that are another module's, to be sent to workspaces. Thread-safe.
public interface DiagnosticSource {

    /// A source without resources.
    DiagnosticSource NONE = new DiagnosticSource() {
        @Override
        public boolean has(ResourceId resource) {
            return false;
        }

        @Override
        public long last() {
            return 0;
        }

        @Override
        public Cursor after(long sequence) {
            return limit -> List.of();
        }
    };

    /// An event of the log.
    ///
    /// @param sequence rises by one from event to event
    /// @param hash 64 hexadecimal digits, of this event alone
    /// @param resourceId of the resource that it is about; empty where there is none
    /// @param json in the common schema of resource logs: `time`, `operationName`, `category`, `properties` ...
    record Event(long sequence, String hash, String resourceId, JsonNode json) {}

    /// A place in the log. For one thread.
    @FunctionalInterface
    interface Cursor {

        /// The next events, oldest first, at most so many; none where there are none yet. No event that was
        /// read is ever taken back.
        List<Event> next(int limit);
    }

    /// Whether there is such a resource, and its log is kept here.
    boolean has(ResourceId resource);

    /// The number of the newest event, or a greater one while there are any that were not delivered.
    long last();

    /// The rows of all events up to this one are in their workspace: they need not be kept for it any longer.
    default void delivered(long sequence) {}

    /// Follows the log after an event; those that are no longer kept are left out.
    Cursor after(long sequence);
}
