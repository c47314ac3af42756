package io.holdfast.cmk;

import io.holdfast.client.Answer;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// An operation that works while the key may be used and is refused while it may not.
///
/// @param name what the report calls it
/// @param changes whether it would change something if it were not refused
record DrillProbe(String name, boolean changes, Call call) {

    /// The probes of both storage resources of a workspace.
    ///
    /// @param table whose rows are counted; empty for a query that reads none
    static DrillProbe query(Azure azure, String customerId, Optional<String> table) {
        ObjectNode body = Azure.object().put("query",
                table.map(name -> "['" + name.replace("'", "") + "'] | count").orElse("print Count = 1"));
        URI target = azure.cloud().logs().endpoint().resolve("/v1/workspaces/" + customerId + "/query");
        return new DrillProbe("query of the logs", false,
                new Call("POST", target, azure.cloud().logs().audience(), Optional.of(body)));
    }

    /// Reads what Sentinel keeps.
    static DrillProbe incidents(Azure azure, Names names) {
        return new DrillProbe("list of the incidents", false,
                azure.manage("GET", sentinel(names) + "/incidents?$top=1", Versions.SENTINEL,
                        MissingNode.getInstance()));
    }

    /// Would make an incident; for the time of darkness only.
    static DrillProbe newIncident(Azure azure, Names names, UUID id) {
        ObjectNode body = Azure.object();
        body.putObject("properties").put("title", "CMK drill: this must not be stored")
                .put("severity", "Informational").put("status", "New");
        return new DrillProbe("creation of an incident", true,
                azure.manage("PUT", sentinel(names) + "/incidents/" + id, Versions.SENTINEL, body));
    }

    /// Would change the configuration, to what it is; for the time of darkness only.
    static DrillProbe configuration(Azure azure, Names names) {
        ObjectNode body = Azure.object();
        body.putObject("sku").put("name", "CapacityReservation").put("capacity", names.capacity());
        return new DrillProbe("change of the cluster", true,
                azure.manage("PATCH", names.clusterId(), Versions.LOGS, body));
    }

    private static String sentinel(Names names) {
        return names.workspaceId() + "/providers/Microsoft.SecurityInsights";
    }

    /// What it was answered, as far as it must be the same again after the drill: the number of rows, or of
    /// incidents on the first page.
    static String content(Answer answer) {
        JsonNode rows = answer.body().path("tables").path(0).path("rows");
        return rows.isArray()
                ? rows.path(0).path(0).asString("")
                : Integer.toString(answer.body().path("value").size());
    }
}
