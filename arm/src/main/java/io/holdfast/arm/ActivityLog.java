package io.holdfast.arm;

import io.holdfast.records.RecordLog;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The activity log: every write of the management side, as sealed records, kept for 90 days.
///
/// Records: a [RecordLog] `arm/activity` for each subscription; `arm/activity-day` of the subscription, the
/// days that have any with the number of their first; `arm/activity-open`, the accepted event of each long
/// operation that has not ended. Thread-safe; works whatever state any key is in, and holds no customer
/// content.
public final class ActivityLog {

    /// How long events are kept. Source: Azure Monitor, "Activity log".
    public static final Duration KEPT = Duration.ofDays(90);

    private static final String EVENTS = "arm/activity";
    private static final String DAYS = "arm/activity-day";
    private static final String OPEN = "arm/activity-open";
    private static final String FIRST = "first";
    private static final int BATCH = 1_000;

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

    /// An event with its number, which rises by one from event to event of a subscription.
    public record Numbered(long number, ActivityEvent event) {}

    /// The events of a subscription in a time range, oldest first.
    ///
    /// @param from inclusive; what is older than [#KEPT] is gone
    /// @param to inclusive
    public List<ActivityEvent> list(String subscriptionId, Instant from, Instant to) {
        Instant oldest = clock.instant().minus(KEPT);
        String first = day(from.isBefore(oldest) ? oldest : from).toString();
        OptionalLong start = days(subscriptionId).stream()
                .filter(day -> day.ref().id().compareTo(first) >= 0).mapToLong(ActivityLog::firstOf).min();
        List<ActivityEvent> found = new ArrayList<>();
        long last = start.orElse(Long.MAX_VALUE) - 1;
        for (List<Numbered> some = after(subscriptionId, last, BATCH); !some
                .isEmpty(); some = after(subscriptionId, last, BATCH)) {
            some.stream().map(Numbered::event)
                    .filter(event -> !event.time().isBefore(from) && !event.time().isAfter(to))
                    .forEach(found::add);
            last = some.getLast().number();
        }
        found.sort(Comparator.comparing(ActivityEvent::time));
        return found;
    }

    /// The events of a subscription after a number, oldest first, at most so many; those that are no longer
    /// kept are left out.
    public List<Numbered> after(String subscriptionId, long number, int limit) {
        return log(subscriptionId).after(number, limit).stream().map(entry -> new Numbered(entry.number(),
                ActivityEvent.of(Json.parseObject(entry.body())))).toList();
    }

    /// The number of the newest event of a subscription; 0 where there was none.
    public long last(String subscriptionId) {
        return log(subscriptionId).last();
    }

    /// Records that a write is about to be tried.
    ///
    /// @return the event, from which [#answered] goes on
    ActivityEvent started(String operationName, ResourceId resource, ActivityEvent.Who who) {
        prune(resource.subscriptionId());
        ActivityEvent event = new ActivityEvent(Guids.random(random), now(), operationName, resource, who,
                ActivityEvent.Status.STARTED, 0, "", "");
        space.transact(transaction -> append(transaction, event));
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
            append(transaction, event);
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
            append(transaction, end);
            return end;
        });
        listeners.forEach(listener -> listener.accept(event));
    }

    private long append(RecordTransaction transaction, ActivityEvent event) {
        String subscription = event.resource().subscriptionId();
        long number = log(subscription).append(transaction, Json.bytes(event.stored()));
        RecordRef day = new RecordRef(DAYS, key(subscription), day(event.time()).toString());
        if (transaction.find(day).isEmpty()) {
            transaction.put(day, Json.bytes(Json.object().put("v", 1).put(FIRST, number)));
        }
        return number;
    }

    /// Once a day, drops the days that are older than events are kept.
    private void prune(String subscriptionId) {
        LocalDate today = day(now());
        if (pruned.getAndSet(today).equals(today)) {
            return;
        }
        String oldest = today.minusDays(KEPT.toDays()).toString();
        List<SealedRecord> old = days(subscriptionId).stream()
                .filter(day -> day.ref().id().compareTo(oldest) < 0).toList();
        if (old.isEmpty()) {
            return;
        }
        space.transact(transaction -> {
            old.forEach(day -> transaction.delete(day.ref()));
            long keptFrom = transaction.list(DAYS, key(subscriptionId)).stream()
                    .mapToLong(ActivityLog::firstOf).min().orElse(Long.MAX_VALUE);
            log(subscriptionId).forget(transaction, keptFrom - 1);
            return keptFrom;
        });
    }

    private List<SealedRecord> days(String subscriptionId) {
        return space.list(DAYS, key(subscriptionId));
    }

    private static long firstOf(SealedRecord day) {
        return Json.parseObject(day.body()).path(FIRST).longValue();
    }

    private RecordLog log(String subscriptionId) {
        return new RecordLog(space, EVENTS, key(subscriptionId));
    }

    private static String key(String subscriptionId) {
        return subscriptionId.toLowerCase(Locale.ROOT);
    }

    private static RecordRef open(String operationId) {
        return RecordRef.of(OPEN, operationId);
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
