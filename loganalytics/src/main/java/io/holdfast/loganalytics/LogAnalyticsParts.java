package io.holdfast.loganalytics;

import io.holdfast.arm.ActivityLog;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.Operations;
import io.holdfast.externaldata.ExternalData;
import io.holdfast.identity.Principals;
import io.holdfast.identity.Tenant;
import io.holdfast.keyring.Keyring;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Authorizer;
import io.holdfast.sealedingest.SealedIngest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;

/// What this module works with; all of it stays the caller's.
///
/// @param platform the platform's records, the same that `resources` and `principals` are in
/// @param authorizer who may do what, on resources and on data
/// @param keyring not started yet
/// @param gate what Sentinel knows of workspaces
/// @param diagnostics the logs of vaults, which diagnostic settings send to workspaces
/// @param activity the activity log, which one of the subscription sends
/// @param sealed what waits for the keys of clusters
/// @param nanos a monotonic clock, by which jumps of the other one are noticed
/// @param external what queries may read outside
public record LogAnalyticsParts(RecordSpace platform, ArmResources resources, Operations operations,
        Authorizer authorizer, Tenant tenant, Principals principals, Keyring keyring, WorkspaceGate gate,
        Clock clock,
        SecureRandom random, DiagnosticSource diagnostics, ActivityLog activity, SealedIngest sealed,
        LongSupplier nanos, ExternalData external) {}
