package io.holdfast.arm;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// The activity log: every write of the management side, as sealed records, kept for 90 days.
///
/// Records: `arm/activity` in the partition `{subscription}/{day}`, by time, status and id; `arm/activity-day` of the
/// subscription, the days that have any; `arm/activity-open`, the accepted event of each long operation that
/// has not ended. Thread-safe; works whatever state any key is in, and holds no customer content.
public final class ActivityLog {

    /// How long events are kept. Source: Azure Monitor, "Activity log".
    public static final Duration KEPT = Duration.ofDays(90);

    private static final String EVENTS = "arm/activity";
    private static final String DAYS = "arm/activity-day";
    private static final String OPEN = "arm/activity-open";

    private final RecordSpace space;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final List<Consumer<ActivityEvent>> listeners = new CopyOnWriteArrayList<>();
    // The day on which old days were last looked for.
    private final AtomicReference<LocalDate> pruned = new AtomicReference<>(LocalDate.MIN);

    public ActivityLog(RecordSpace space, InstantSource clock, RandomGenerator random) {
        this.space = space;
        this.clock = clock;
        this.random = random;
    }

    /// Adds who is told of each event once it is on disk.
    public void onEvent(Consumer<ActivityEvent> listener) {
        listeners.add(listener);
    }

    /// The events of a subscription in a time range, oldest first.
    ///
    /// @param from inclusive; what is older than [#KEPT] is gone
    /// @param to inclusive
    public List<ActivityEvent> list(String subscriptionId, Instant from, Instant to) {
        Instant oldest = clock.instant().minus(KEPT);
        LocalDate first = day(from.isBefore(oldest) ? oldest : from);
        Instant newest = clock.instant();
        LocalDate last = day(to.isAfter(newest) ? newest : to);
        return Stream.iterate(first, day -> !day.isAfter(last), day -> day.plusDays(1))
                .flatMap(day -> space.list(EVENTS, partition(subscriptionId, day)).stream())
                .map(record -> ActivityEvent.of(Json.parseObject(record.body())))
                .filter(event -> !event.time().isBefore(from) && !event.time().isAfter(to)).toList();
    }

    /// Records that a write is about to be tried.
    ///
    /// @return the event, from which [#answered] goes on
    ActivityEvent started(String operationName, ResourceId resource, ActivityEvent.Who who) {
        prune(resource.subscriptionId());
        ActivityEvent event = new ActivityEvent(Guids.random(random), now(), operationName, resource, who,
                ActivityEvent.Status.STARTED, 0, "", "");
        space.transact(transaction -> put(transaction, event));
        listeners.forEach(listener -> listener.accept(event));
        return event;
    }

    /// Records how a write was answered.
    ///
    /// @param errorCode empty text if it was not refused
    /// @param operationId empty text if it is done
    void answered(ActivityEvent started, int httpStatus, String errorCode, String operationId) {
        ActivityEvent.Status status = !errorCode.isEmpty()
                ? ActivityEvent.Status.FAILED
                : operationId.isEmpty() ? ActivityEvent.Status.SUCCEEDED : ActivityEvent.Status.ACCEPTED;
        ActivityEvent event = new ActivityEvent(Guids.random(random), now(), started.operationName(),
                started.resource(), started.who(), status, httpStatus, errorCode, operationId);
        boolean ended = space.transact(transaction -> {
            put(transaction, event);
            // The operation may have ended before its request was answered.
            return !operationId.isEmpty() && opened(transaction, event);
        });
        listeners.forEach(listener -> listener.accept(event));
        if (ended) {
            close(event);
        }
    }

    private boolean opened(RecordTransaction transaction, ActivityEvent event) {
        boolean ended = OperationRecords.find(transaction, event.operationId())
                .filter(operation -> !operation.isInProgress()).isPresent();
        if (!ended) {
            transaction.put(open(event.operationId()), Json.bytes(event.stored()));
        }
        return ended;
    }

    /// Records how a long operation ended.
    void ended(Operation operation) {
        space.find(open(operation.id())).map(record -> ActivityEvent.of(Json.parseObject(record.body())))
                .ifPresent(this::close);
    }

    private void close(ActivityEvent accepted) {
        ActivityEvent event = space.transact(transaction -> {
            Operation operation = OperationRecords.find(transaction, accepted.operationId()).orElseThrow();
            boolean failed = operation.outcome().orElseThrow() instanceof Operation.Failed;
            String code = operation.outcome().orElseThrow() instanceof Operation.Failed how
                    ? how.error().code()
                    : "";
            ActivityEvent end = new ActivityEvent(Guids.random(random), now(), accepted.operationName(),
                    accepted.resource(), accepted.who(),
                    failed ? ActivityEvent.Status.FAILED : ActivityEvent.Status.SUCCEEDED, 0, code,
                    accepted.operationId());
            transaction.delete(open(accepted.operationId()));
            put(transaction, end);
            return end;
        });
        listeners.forEach(listener -> listener.accept(event));
    }

    private static long put(RecordTransaction transaction, ActivityEvent event) {
        String subscription = event.resource().subscriptionId();
        LocalDate day = day(event.time());
        RecordRef dayRef = new RecordRef(DAYS, subscription.toLowerCase(Locale.ROOT), day.toString());
        if (transaction.find(dayRef).isEmpty()) {
            transaction.put(dayRef, Json.bytes(Json.object().put("v", 1)));
        }
        ObjectNode stored = event.stored();
        return transaction.put(new RecordRef(EVENTS, partition(subscription, day),
                "%016x-%d-%s".formatted(event.time().toEpochMilli(), event.status().step(), event.id())),
                Json.bytes(stored));
    }

    /// Once a day, drops the days that are older than events are kept.
    private void prune(String subscriptionId) {
        LocalDate today = day(now());
        if (pruned.getAndSet(today).equals(today)) {
            return;
        }
        LocalDate oldest = today.minusDays(KEPT.toDays());
        for (SealedRecord day : space.list(DAYS, subscriptionId.toLowerCase(Locale.ROOT))) {
            LocalDate of = LocalDate.parse(day.ref().id());
            if (of.isBefore(oldest)) {
                space.transact(transaction -> {
                    transaction.list(EVENTS, partition(subscriptionId, of))
                            .forEach(event -> transaction.delete(event.ref()));
                    return transaction.delete(day.ref());
                });
            }
        }
    }

    private static RecordRef open(String operationId) {
        return RecordRef.of(OPEN, operationId);
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static String partition(String subscriptionId, LocalDate day) {
        return subscriptionId.toLowerCase(Locale.ROOT) + "/" + day;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
