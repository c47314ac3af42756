package io.holdfast.loganalytics;

import io.holdfast.arm.ActivityLog;
import io.holdfast.arm.ResourceId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The activity log of a subscription, event by event in the form of its API. Thread-safe.
record ActivitySource(ActivityLog log, String subscriptionId) implements DiagnosticSource {

    @Override
    public boolean has(ResourceId resource) {
        return resource.equals(ResourceId.subscription(subscriptionId));
    }

    @Override
    public long last() {
        return log.last(subscriptionId);
    }

    @Override
    public Cursor after(long sequence) {
        AtomicLong at = new AtomicLong(sequence);
        return limit -> {
            List<Event> events = log.after(subscriptionId, at.get(), limit).stream()
                    .map(entry -> new Event(entry.number(), entry.event().id(),
                            entry.event().resource().toString(), entry.event().json()))
                    .toList();
            events.stream().mapToLong(Event::sequence).max().ifPresent(at::set);
            return events;
        };
    }
}
