package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.KeyJournal;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The journal of account keys; in the place of a resource id stands the cluster's GUID. Thread-safe.
record KeyJournalSource(KeyJournal journal) implements DiagnosticSource {

    @Override
    public boolean has(ResourceId resource) {
        // No setting sends it.
        return false;
    }

    @Override
    public long last() {
        return journal.last();
    }

    @Override
    public Cursor after(long sequence) {
        AtomicLong at = new AtomicLong(sequence);
        return limit -> {
            List<Event> events = journal.after(at.get(), limit).stream()
                    .map(entry -> new Event(entry.number(), entry.hash(),
                            entry.change().resource().clusterId(), KeyJson.change(entry.change())))
                    .toList();
            events.stream().mapToLong(Event::sequence).max().ifPresent(at::set);
            return events;
        };
    }
}
