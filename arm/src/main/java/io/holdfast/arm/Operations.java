package io.holdfast.arm;

import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Asynchronous operations, in the styles of the headers `Azure-AsyncOperation` and `Location`; who reads
/// neither polls `provisioningState` of the resource.
///
/// An operation is a record before it runs, so that a restart loses none: what was in progress is run again
/// when [#recover] is called, or is marked failed where nobody registered its kind. Ended operations are kept
/// for a day. Thread-safe.
public final class Operations implements AutoCloseable {

    /// How long the status of an ended operation can be asked for.
    public static final Duration KEPT = Duration.ofDays(1);

    static final String LOCATION = "Location";

    private static final String RETRY_AFTER = "Retry-After";
    private static final String RETRY_SECONDS = "1";
    private static final Logger LOGGER = LoggerFactory.getLogger(Operations.class);
    // Ended operations are looked for each time that so many were started.
    private static final int PRUNE_EVERY = 256;
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final OperationRecords records;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Executor delayed;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, OperationWork> kinds = new ConcurrentHashMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private final List<Consumer<Operation>> listeners = new CopyOnWriteArrayList<>();
    // By id, from the launch to the end.
    private final Map<String, CompletableFuture<Operation>> running = new ConcurrentHashMap<>();

    /// Operations over the records.
    ///
    /// @param delay how long an operation waits before its work begins
    public Operations(RecordSpace space, InstantSource clock, RandomGenerator random, Duration delay) {
        this.records = new OperationRecords(space);
        this.clock = clock;
        this.random = random;
        this.delayed = CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, threads);
    }

    /// Says what operations of a kind do. To be called for all kinds before [#recover].
    public void register(String kind, OperationWork work) {
        if (kinds.putIfAbsent(kind, work) != null) {
            throw new IllegalStateException("The kind of operation is registered twice: " + kind);
        }
    }

    /// Writes an operation in the caller's transaction, such as the one that sets `provisioningState`. Once
    /// that has committed, [#launch] must be called with it.
    public Operation prepare(RecordTransaction transaction, OperationRequest request, Caller caller) {
        if (!kinds.containsKey(request.kind())) {
            throw new IllegalArgumentException("No such kind of operation: " + request.kind());
        }
        Operation operation = new Operation(Guids.random(random), request.kind(), request.resource(),
                request.location(), caller.objectId(), request.parameters(), now(), Optional.empty());
        OperationRecords.put(transaction, operation);
        return operation;
    }

    /// Adds who is told of each operation when its end is on disk. To be called before [#recover].
    public void onEnded(Consumer<Operation> listener) {
        listeners.add(listener);
    }

    /// Starts the work of a prepared operation.
    public void launch(Operation operation) {
        if (started.incrementAndGet() % PRUNE_EVERY == 0) {
            threads.execute(this::prune);
        }
        begin(operation);
    }

    private void begin(Operation operation) {
        running.computeIfAbsent(operation.id(), id -> new CompletableFuture<>());
        delayed.execute(() -> run(operation));
    }

    /// Waits for the end of an operation.
    ///
    /// @return the operation as it ended; empty if it has not in that time, or there is none
    public Optional<Operation> await(String id, Duration atMost) {
        CompletableFuture<Operation> end = running.get(id);
        if (end == null) {
            return records.find(id).filter(operation -> !operation.isInProgress());
        }
        try {
            return Optional.of(end.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    /// Runs again what a restart interrupted. Operations whose kind is not registered fail, and their status
    /// says so.
    public void recover() {
        prune();
        records.list().stream().filter(Operation::isInProgress).forEach(operation -> {
            LOGGER.atInfo().addKeyValue("operation", operation.id()).addKeyValue("kind", operation.kind())
                    .addKeyValue("resource", operation.resource()).log("An interrupted operation is resumed");
            begin(operation);
        });
    }

    /// The operation, if there is one of that id.
    public Optional<Operation> find(String id) {
        return records.find(id);
    }

    /// Adds the headers `Azure-AsyncOperation` and `Retry-After` to the answer of the request that started
    /// the operation, and `Location` where the operation is on the resource of the request; both absolute,
    /// with the request's api-version.
    public static ApiResponse announce(ApiResponse response, ApiRequest request, Operation operation) {
        ApiResponse announced = response
                .with("Azure-AsyncOperation",
                        request.origin() + operation.statusPath() + version(request))
                .with(RETRY_AFTER, RETRY_SECONDS);
        return ResourceId.of(request).equals(operation.resource())
                ? announced.with(LOCATION, request.origin() + operation.resultPath() + version(request))
                : announced;
    }

    /// 202 with the status as body, `Location` (absolute, with the request's api-version) and `Retry-After`:
    /// for who started the operation, and for who asks for its result while it runs.
    static ApiResponse accepted(ApiRequest request, Operation operation) {
        return ApiResponse.json(202, operation.statusJson())
                .with(LOCATION, request.origin() + operation.resultPath() + version(request))
                .with(RETRY_AFTER, RETRY_SECONDS);
    }

    private static String version(ApiRequest request) {
        return request.query("api-version").map(text -> "?api-version=" + text).orElse("");
    }

    private void run(Operation operation) {
        Operation.Outcome outcome;
        OperationWork work = kinds.get(operation.kind());
        if (work == null) {
            outcome = new Operation.Failed(now(), ApiError.of(500, "OperationInterrupted",
                    "A restart interrupted the operation and it cannot be resumed; send the request again."));
        } else {
            outcome = outcomeOf(work, operation);
        }
        Operation ended = operation.ended(outcome);
        try {
            records.put(ended);
            listeners.forEach(listener -> listener.accept(ended));
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).addKeyValue("operation", operation.id())
                    .log("The end of an operation could not be recorded; it may run again after a restart");
        }
        CompletableFuture<Operation> waited = running.remove(operation.id());
        if (waited != null) {
            waited.complete(ended);
        }
    }

    private Operation.Outcome outcomeOf(OperationWork work, Operation operation) {
        try {
            ObjectNode properties = work.run(operation);
            return new Operation.Succeeded(now(), properties);
        } catch (RuntimeException e) {
            ApiError error = described(work, operation, e);
            try {
                work.failed(operation, error);
            } catch (RuntimeException next) {
                next.addSuppressed(e);
                LOGGER.atError().setCause(next).addKeyValue("operation", operation.id())
                        .addKeyValue("resource", operation.resource())
                        .log("The resource of a failed operation could not be marked");
            }
            return new Operation.Failed(now(), error);
        }
    }

    private static ApiError described(OperationWork work, Operation operation, RuntimeException failure) {
        if (failure instanceof ApiException refused) {
            return refused.error();
        }
        return work.translate(failure).orElseGet(() -> {
            LOGGER.atError().setCause(failure).addKeyValue("operation", operation.id())
                    .addKeyValue("resource", operation.resource()).log("An operation failed unexpectedly");
            return ApiError.of(500, "InternalServerError",
                    "The operation failed on our side; its id is " + operation.id() + ".");
        });
    }

    private void prune() {
        records.prune(now().minus(KEPT));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// Waits a while for running operations; those that do not end in time are resumed at the next start.
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
