package io.holdfast.identity;

import io.holdfast.arm.ResourceId;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// Who has which role where; decides on actions of the management side.
///
/// Assignments are sealed records in `identity/role-assignment` by their name, and all of them are kept in
/// memory: they are asked on every request. Thread-safe.
public final class RoleAssignments implements Authorizer {

    /// The most assignments, as in a subscription of the mirrored system.
    public static final int MAX_ASSIGNMENTS = 4000;

    private static final String COLLECTION = "identity/role-assignment";
    private static final List<String> DATA_ACTIONS = List.of("Microsoft.Insights/Telemetry/Write",
            "Microsoft.Insights/Metrics/Write");

    private final RecordSpace space;
    private final ReentrantLock writing = new ReentrantLock();
    // Replaced as a whole after each change, under the lock.
    private volatile List<RoleAssignment> assignments;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public RoleAssignments(RecordSpace space) {
        this.space = space;
        this.assignments = load();
    }

    /// Decides on an action of the management side, or on one of the few data actions whose names exist on no
    /// other side, such as sending logs (`Microsoft.Insights/Telemetry/Write`).
    @Override
    public boolean permits(Caller caller, String action, String scope) {
        if (DATA_ACTIONS.stream().anyMatch(action::equalsIgnoreCase)) {
            return permitsOnData(caller.objectId(), action, scope);
        }
        return anyRole(caller.objectId(), scope, role -> role.allows(action));
    }

    /// Calls `listener` after every committed change, on the thread that made it and before the change is answered; it
    /// must be quick and must not throw.
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// Decides on actions on data, such as wrapping with a key of a vault with role-based access. Roles list
    /// them apart: Owner has none of them.
    public Authorizer dataActions() {
        return (caller, action, scope) -> permitsOnData(caller.objectId(), action, scope);
    }

    /// Whether a principal, of any type, may do an action on data.
    public boolean permitsOnData(String objectId, String action, String scope) {
        return anyRole(objectId, scope, role -> role.allowsOnData(action));
    }

    private boolean anyRole(String objectId, String scope, Predicate<RoleDefinition> allows) {
        Optional<ResourceId> target = ResourceId.tryParse(scope);
        return target.isPresent() && assignments.stream()
                .filter(held -> held.principalId().equalsIgnoreCase(objectId)
                        && target.get().isWithin(held.scope()))
                .flatMap(held -> BuiltInRoles.find(held.roleId()).stream()).anyMatch(allows);
    }

    /// All assignments.
    public List<RoleAssignment> list() {
        return assignments;
    }

    /// The assignment of a name, on exactly this scope.
    public Optional<RoleAssignment> find(ResourceId scope, String name) {
        return assignments.stream()
                .filter(held -> held.name().equalsIgnoreCase(name) && held.scope().equals(scope)).findFirst();
    }

    /// Makes an assignment. Whether principal and role exist is for the caller to check.
    ///
    /// @return whether it is new; false if the same one existed under the same name
    /// @throws ApiException 409 `RoleAssignmentExists`, `RoleAssignmentUpdateNotPermitted`, or
    ///         400 `RoleAssignmentLimitExceeded`
    public boolean assign(RoleAssignment assignment) {
        return changing(transaction -> {
            List<RoleAssignment> existing = decoded(transaction.list(COLLECTION, ""));
            Optional<RoleAssignment> sameName = existing.stream()
                    .filter(held -> held.name().equalsIgnoreCase(assignment.name())).findFirst();
            if (sameName.isPresent() && sameName.get().sameGrant(assignment)) {
                return false;
            }
            if (sameName.isPresent()) {
                throw new ApiException(409, "RoleAssignmentUpdateNotPermitted",
                        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
            }
            existing.stream().filter(assignment::sameGrant).findFirst().ifPresent(held -> {
                throw new ApiException(409, "RoleAssignmentExists",
                        "The role assignment already exists. The ID of the existing role assignment is "
                                + held.name() + ".");
            });
            if (existing.size() >= MAX_ASSIGNMENTS) {
                throw new ApiException(400, "RoleAssignmentLimitExceeded",
                        "The number of role assignments may not exceed " + MAX_ASSIGNMENTS + ".");
            }
            put(transaction, assignment);
            return true;
        });
    }

    /// Takes an assignment back; answers whether there was one.
    ///
    /// @throws ApiException 400 if nobody could grant access on the subscription afterwards
    public boolean revoke(RoleAssignment assignment) {
        return changing(transaction -> {
            List<RoleAssignment> others = decoded(transaction.list(COLLECTION, "")).stream()
                    .filter(held -> !held.name().equalsIgnoreCase(assignment.name())).toList();
            if (grantsAccess(assignment) && others.stream().noneMatch(RoleAssignments::grantsAccess)) {
                throw new ApiException(400, "LastRbacAdminAssignmentCannotBeDeleted",
                        "The last role assignment on the subscription that allows granting access cannot be"
                                + " deleted.");
            }
            return transaction.delete(ref(assignment.name()));
        });
    }

    /// Takes all assignments on a resource and within it back, in the transaction by which the resource goes.
    ///
    /// @return to be run once that is committed: until then they still decide
    public Runnable revokeWithin(RecordTransaction transaction, ResourceId resource) {
        List<RoleAssignment> going = decoded(transaction.list(COLLECTION, "")).stream()
                .filter(held -> held.scope().isWithin(resource)).toList();
        going.forEach(held -> transaction.delete(ref(held.name())));
        return going.isEmpty() ? () -> {} : this::reload;
    }

    private void reload() {
        writing.lock();
        try {
            assignments = load();
        } finally {
            writing.unlock();
        }
        listeners.forEach(Runnable::run);
    }

    /// Whether a principal may grant a role on a scope, or take it back: by a role that may grant any, or may grant
    /// this one.
    boolean mayGrant(Caller caller, String action, ResourceId scope, String roleId) {
        return anyRole(caller.objectId(), scope.toString(),
                role -> role.allows(action) && BuiltInRoles.mayGrant(role, roleId));
    }

    private static boolean grantsAccess(RoleAssignment assignment) {
        return !assignment.scope().isInGroup() && !assignment.scope().isResource()
                && BuiltInRoles.find(assignment.roleId())
                        .filter(role -> role.allows("Microsoft.Authorization/roleAssignments/write")
                                && BuiltInRoles.mayGrant(role, BuiltInRoles.OWNER.id()))
                        .isPresent();
    }

    private <T> T changing(Function<RecordTransaction, T> work) {
        T result;
        writing.lock();
        try {
            result = space.transact(work);
            assignments = load();
        } finally {
            writing.unlock();
        }
        listeners.forEach(Runnable::run);
        return result;
    }

    private List<RoleAssignment> load() {
        return decoded(space.list(COLLECTION, ""));
    }

    /// Writes an assignment before the assignments are loaded.
    static void put(RecordTransaction transaction, RoleAssignment assignment) {
        ObjectNode json = Json.object().put("v", 1).put("name", assignment.name())
                .put("scope", assignment.scope().toString()).put("roleId", assignment.roleId())
                .put("principalId", assignment.principalId()).put("createdBy", assignment.createdBy())
                .put("created", assignment.created().toString());
        transaction.put(ref(assignment.name()), Json.bytes(json));
    }

    private static List<RoleAssignment> decoded(List<SealedRecord> records) {
        return records.stream().map(record -> Json.parseObject(record.body())).map(json -> new RoleAssignment(
                json.path("name").asString(), ResourceId.parse(json.path("scope").asString()),
                json.path("roleId").asString(), json.path("principalId").asString(),
                json.path("createdBy").asString(), Instant.parse(json.path("created").asString()))).toList();
    }

    private static RecordRef ref(String name) {
        return RecordRef.of(COLLECTION, name.toLowerCase(Locale.ROOT));
    }
}
