package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ResourceId;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.TableSchema;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The workspaces that one query may read: that at which it is asked, those that the request adds, and those
/// that the query names, each only if the caller may read it. For one query, by one thread at a time.
///
/// A table of an added workspace is one with the table of the same name of the others. One of a workspace
/// that the query names goes by `{customerId}/{table}`.
final class WorkspaceReach {
    static final String ACTION = "Microsoft.OperationalInsights/workspaces/query/read";

    private static final Pattern GUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    private static final String QUALIFIER = "/";
    /// As many as the mirrored service takes. Source: Azure Monitor, limits of cross-resource queries.
    private static final int MAX_WORKSPACES = 100;

    private final Workspaces workspaces;
    private final Tables tables;
    private final Reader reader;
    private final List<WorkspaceView> joined = new ArrayList<>();
    private final Map<String, WorkspaceView> named = new LinkedHashMap<>();

    /// Who reads other workspaces than that at which the query is asked.
    ///
    /// @param name in the words of an error
    record Reader(String name, Predicate<WorkspaceView> mayRead) {

        static Reader of(Caller caller, Authorizer authorizer) {
            return new Reader("the principal " + caller.objectId(),
                    view -> authorizer.permits(caller, ACTION, view.id().toString()));
        }
    }

    /// @param main the workspace at which the query is asked, which the reader may read
    /// @param added names of those that the request adds
    /// @throws ApiException if one is not there or must not be read
    WorkspaceReach(Workspaces workspaces, Tables tables, Reader reader, WorkspaceView main,
            List<String> added) {
        this.workspaces = workspaces;
        this.tables = tables;
        this.reader = reader;
        joined.add(main);
        if (added.size() >= MAX_WORKSPACES) {
            throw new ApiException(400, "BadArgumentError",
                    "A query reads at most " + MAX_WORKSPACES + " workspaces.");
        }
        for (String name : added) {
            WorkspaceView other = other(name);
            if (joined.stream().noneMatch(known -> known.customerId().equals(other.customerId()))) {
                joined.add(other);
            }
        }
    }

    WorkspaceView main() {
        return joined.getFirst();
    }

    /// Checks that a caller may query a workspace.
    ///
    /// @throws ApiException 403 `InsufficientAccessError`
    static void requireReader(Authorizer authorizer, Caller caller, WorkspaceView workspace) {
        if (!authorizer.permits(caller, ACTION, workspace.id().toString())) {
            throw new ApiException(403, "InsufficientAccessError",
                    "The provided credentials have insufficient access to "
                            + "perform the requested operation: the principal " + caller.objectId()
                            + " needs " + ACTION
                            + ", which the role Log Analytics Reader gives.");
        }
    }

    /// Another workspace by its customer id, resource id or name. Whether one that the caller may not read is
    /// there stays untold.
    private WorkspaceView other(String name) {
        WorkspaceView found = place(name)
                .filter(reader.mayRead())
                .orElseThrow(() -> new ApiException(403, "InsufficientAccessError",
                        "There is no workspace '" + name + "', or " + reader.name() + " lacks " + ACTION
                                + " on it."));
        boolean here = found.cluster().map(ClusterView::clusterId)
                .equals(main().cluster().map(ClusterView::clusterId));
        if (!here) {
            throw new ApiException(400, "BadArgumentError", "The workspace '" + name
                    + "' is on another cluster: a query reads the workspaces of one cluster only.");
        }
        return found;
    }

    private Optional<WorkspaceView> place(String name) {
        if (GUID.matcher(name).matches()) {
            return workspaces.findByCustomerId(name);
        }
        Optional<ResourceId> id = name.startsWith("/") ? ResourceId.tryParse(name) : Optional.empty();
        if (id.isPresent()) {
            return workspaces.find(id.get());
        }
        List<WorkspaceView> same = workspaces
                .list(ResourceId.subscription(main().id().subscriptionId())).stream()
                .filter(view -> view.id().name().equalsIgnoreCase(name)).toList();
        return same.size() == 1 ? Optional.of(same.getFirst()) : Optional.empty();
    }

    /// The table of a workspace that the query names.
    Optional<TableSchema> find(String workspace, String table) {
        WorkspaceView other = other(workspace);
        named.put(other.customerId(), other);
        return tables.find(other.id(), table).map(Tables::queried).or(() -> Tables.queriedEmpty(table))
                .map(schema -> new TableSchema(
                        other.customerId() + QUALIFIER + schema.name(), schema.columns()));
    }

    /// The table of this name in all joined workspaces, with the columns of all; where two have a column of
    /// one name with different types, that of the first counts.
    Optional<TableSchema> find(String table) {
        Map<String, ColumnSchema> columns = new LinkedHashMap<>();
        String name = table;
        for (Part part : parts(table)) {
            TableSchema schema = Tables.queried(part.table());
            name = schema.name();
            schema.columns().forEach(column -> columns.putIfAbsent(column.name(), column));
        }
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(new TableSchema(name, List.copyOf(columns.values())));
    }

    /// The names of the tables of the joined workspaces.
    List<String> names() {
        return joined.stream().flatMap(view -> tables.list(view.id()).stream())
                .map(table -> table.id().name()).distinct().toList();
    }

    /// The columns of what a scan reads where no workspace has such a table: those of a standard one.
    static Optional<TableSchema> empty(String scanned) {
        return Tables.queriedEmpty(scanned.substring(scanned.indexOf(QUALIFIER) + 1));
    }

    /// A table of one workspace.
    record Part(WorkspaceView workspace, ArmResource table) {}

    /// The tables that a scan reads.
    List<Part> parts(String scanned) {
        int slash = scanned.indexOf(QUALIFIER);
        WorkspaceView other = slash < 0 ? null : named.get(scanned.substring(0, slash));
        List<WorkspaceView> places = other == null ? joined : List.of(other);
        String table = scanned.substring(slash + 1);
        return places.stream().flatMap(view -> tables.find(view.id(), table)
                .filter(found -> found.id().name().equals(table))
                .map(found -> new Part(view, found)).stream()).toList();
    }
}
