package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A Sentinel that a test tells what it knows.
final class FakeGate implements WorkspaceGate {

    final Map<ResourceId, Onboarding> states = new ConcurrentHashMap<>();
    final Set<ResourceId> deleted = ConcurrentHashMap.newKeySet();

    @Override
    public Onboarding onboarding(ResourceId workspace) {
        return states.getOrDefault(workspace, Onboarding.NONE);
    }

    @Override
    public void workspaceDeleted(ResourceId workspace) {
        deleted.add(workspace);
    }
}
