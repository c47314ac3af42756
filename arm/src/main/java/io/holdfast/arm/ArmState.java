package io.holdfast.arm;

import io.holdfast.records.RecordSpace;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What the management APIs keep. Each part is thread-safe.
public record ArmState(ArmResources resources, ResourceGroups groups, Providers providers,
        Operations operations, ActivityLog activity)
        implements
            AutoCloseable {

    /// The state in the platform's records, which stay the caller's.
    ///
    /// @param operationDelay how long asynchronous operations wait before they begin
    public static ArmState open(RecordSpace space, InstantSource clock, RandomGenerator random,
            Duration operationDelay) {
        ArmResources resources = new ArmResources(space, random);
        Operations operations = new Operations(space, clock, random, operationDelay);
        ActivityLog activity = new ActivityLog(space, clock, random);
        operations.onEnded(activity::ended);
        return new ArmState(resources, new ResourceGroups(resources), new Providers(space), operations,
                activity);
    }

    /// Waits for running operations.
    @Override
    public void close() {
        operations.close();
    }
}
