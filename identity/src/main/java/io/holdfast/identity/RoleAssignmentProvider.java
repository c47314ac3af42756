package io.holdfast.identity;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.Guids;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.Authorization`: role assignments on subscriptions, groups and resources, and the built-in
/// roles.
public final class RoleAssignmentProvider implements ArmProvider {

    private static final String NAMESPACE = "Microsoft.Authorization";
    private static final String GROUP = "/subscriptions/{subscription}/resourceGroups/{group}";
    // Resources down to three levels, such as one key of a vault.
    private static final List<String> SCOPES = List.of("/subscriptions/{subscription}", GROUP,
            GROUP + "/providers/{namespace}/{type}/{resource}",
            GROUP + "/providers/{namespace}/{type}/{resource}/{type2}/{resource2}",
            GROUP + "/providers/{namespace}/{type}/{resource}/{type2}/{resource2}/{type3}/{resource3}");
    private static final Pattern PRINCIPAL_FILTER = Pattern
            .compile("(?:principalId\\s+eq\\s+'([^']*)'|assignedTo\\('([^']*)'\\))",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern ROLE_NAME_FILTER = Pattern.compile("roleName\\s+eq\\s+'([^']*)'",
            Pattern.CASE_INSENSITIVE);

    private final Identity identity;
    private final InstantSource clock;

    public RoleAssignmentProvider(Identity identity, InstantSource clock) {
        this.identity = identity;
        this.clock = clock;
    }

    @Override
    public String namespace() {
        return NAMESPACE;
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("roleAssignments", List.of("2022-04-01", "2022-01-01-preview", "2021-04-01-preview",
                "2020-10-01-preview", "2020-08-01-preview", "2020-04-01-preview", "2018-09-01-preview",
                "2018-01-01-preview", "2015-07-01"), "roleDefinitions",
                List.of("2022-05-01-preview", "2022-04-01", "2018-07-01", "2018-01-01-preview",
                        "2015-07-01"));
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return List.of();
    }

    @Override
    public List<Route> routes() {
        return SCOPES.stream().flatMap(this::routes).toList();
    }

    private Stream<Route> routes(String scope) {
        String assignments = scope + "/providers/" + NAMESPACE + "/roleAssignments";
        String roles = scope + "/providers/" + NAMESPACE + "/roleDefinitions";
        return Stream.of(Route.of("GET", assignments, access("roleAssignments/read"), this::list),
                Route.of("GET", assignments + "/{name}", access("roleAssignments/read"),
                        call -> ApiResponse.json(200, json(existing(call)))),
                Route.of("PUT", assignments + "/{name}", access("roleAssignments/write"), this::put),
                Route.of("DELETE", assignments + "/{name}", access("roleAssignments/delete"), this::delete),
                Route.of("GET", roles, access("roleDefinitions/read"), this::listRoles),
                Route.of("GET", roles + "/{name}", access("roleDefinitions/read"), this::role));
    }

    private Access access(String action) {
        return ArmAccess.action(identity.roles(), NAMESPACE + "/" + action);
    }

    // The scope of a path that ends in the name of an assignment.
    private static ResourceId scope(Call call) {
        return ResourceId.of(call.request()).parent().orElse(ResourceId.TENANT);
    }

    private RoleAssignment existing(Call call) {
        return identity.roles().find(scope(call), call.variable("name"))
                .orElseThrow(() -> new ApiException(404, "RoleAssignmentNotFound",
                        "The role assignment '" + call.variable("name") + "' is not found."));
    }

    private ApiResponse list(Call call) {
        ResourceId scope = ResourceId.of(call.request());
        Predicate<RoleAssignment> filter = call.request().query("$filter").map(text -> filter(text, scope))
                .orElseGet(() -> held -> true);
        return ApiResponse.json(200, ArmEnvelope.list(identity.roles().list().stream()
                .filter(held -> scope.isWithin(held.scope()) || held.scope().isWithin(scope)).filter(filter)
                .map(this::json).toList()));
    }

    private static Predicate<RoleAssignment> filter(String text, ResourceId scope) {
        if (text.strip().equalsIgnoreCase("atScope()")) {
            return held -> scope.isWithin(held.scope());
        }
        Matcher matcher = PRINCIPAL_FILTER.matcher(text.strip());
        if (!matcher.matches()) {
            throw new ApiException(400, "UnsupportedFilter", "The filter '" + text
                    + "' is not supported. Supported are: atScope(), principalId eq '{guid}',"
                    + " assignedTo('{guid}').");
        }
        String principal = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return held -> held.principalId().equalsIgnoreCase(principal);
    }

    private ApiResponse put(Call call) {
        String name = call.variable("name");
        if (!Guids.isGuid(name)) {
            throw new ApiException(400, "InvalidRoleAssignmentId",
                    "The role assignment ID '" + name
                            + "' is not valid. The role assignment ID must be a GUID.");
        }
        ObjectNode body = call.request().jsonObject();
        JsonNode properties = body.path("properties");
        RoleDefinition role = role(Json.text(properties, "roleDefinitionId")
                .orElseThrow(() -> ArmErrors.invalidParameter("properties.roleDefinitionId",
                        "The role definition ID is missing.")));
        String principalId = Json.text(properties, "principalId").filter(Guids::isGuid)
                .orElseThrow(() -> ArmErrors.invalidParameter("properties.principalId",
                        "The principal's object ID is missing or is not a GUID."));
        if (!properties.path("condition").isMissingNode() && !properties.path("condition").isNull()) {
            throw new ApiException(400, "RoleAssignmentConditionNotSupported",
                    "Conditions of role assignments are not supported; leave the property 'condition' out.");
        }
        Principal principal = identity.principals().find(principalId)
                .orElseThrow(() -> new ApiException(400, "PrincipalNotFound", "Principal " + principalId
                        + " does not exist in the directory " + identity.tenant().tenantId()
                        + ". Check that you have the correct principal ID (an object id)."));
        requireMayGrant(call, "write", role.id());
        RoleAssignment assignment = new RoleAssignment(name, scope(call), role.id(), principal.objectId(),
                call.caller().objectId(), clock.instant());
        boolean created = identity.roles().assign(assignment);
        return ApiResponse.json(created ? 201 : 200, json(existing(call)));
    }

    private void requireMayGrant(Call call, String verb, String roleId) {
        String action = NAMESPACE + "/roleAssignments/" + verb;
        if (!identity.roles().mayGrant(call.caller(), action, scope(call), roleId)) {
            throw new ApiException(403, "AuthorizationFailed", "The client '" + call.caller().appId()
                    + "' with object id '" + call.caller().objectId()
                    + "' does not have authorization to perform action '" + action + "' for the role '"
                    + roleId
                    + "': its own role may grant the roles for key vaults only.");
        }
    }

    private static RoleDefinition role(String id) {
        return BuiltInRoles.find(id.substring(id.lastIndexOf('/') + 1))
                .orElseThrow(() -> new ApiException(404, "RoleDefinitionDoesNotExist",
                        "The specified role definition with ID '" + id + "' does not exist."));
    }

    private ApiResponse delete(Call call) {
        Optional<RoleAssignment> existing = identity.roles().find(scope(call), call.variable("name"));
        existing.ifPresent(held -> requireMayGrant(call, "delete", held.roleId()));
        if (existing.isEmpty() || !identity.roles().revoke(existing.get())) {
            return ApiResponse.empty(204);
        }
        return ApiResponse.json(200, json(existing.get()));
    }

    private ApiResponse listRoles(Call call) {
        Optional<String> name = call.request().query("$filter").map(RoleAssignmentProvider::roleName);
        return ApiResponse.json(200, ArmEnvelope.list(BuiltInRoles.all().stream()
                .filter(role -> name.isEmpty() || role.name().equalsIgnoreCase(name.get())).map(this::json)
                .toList()));
    }

    private static String roleName(String filter) {
        Matcher matcher = ROLE_NAME_FILTER.matcher(filter.strip());
        if (!matcher.matches()) {
            throw new ApiException(400, "UnsupportedFilter",
                    "The filter '" + filter + "' is not supported. Supported is: roleName eq '{name}'.");
        }
        return matcher.group(1);
    }

    private ApiResponse role(Call call) {
        return ApiResponse.json(200, json(role(call.variable("name"))));
    }

    private String roleId(String id) {
        return ResourceId.subscription(identity.tenant().subscriptionId())
                .resource(NAMESPACE, "roleDefinitions", id).toString();
    }

    private ObjectNode json(RoleAssignment assignment) {
        ObjectNode json = Json.object().put("id", assignment.id().toString()).put("name", assignment.name())
                .put("type", NAMESPACE + "/roleAssignments");
        json.putObject("properties").put("roleDefinitionId", roleId(assignment.roleId()))
                .put("principalId", assignment.principalId()).put("principalType", "ServicePrincipal")
                .put("scope", assignment.scope().toString()).put("createdOn", assignment.created().toString())
                .put("updatedOn", assignment.created().toString()).put("createdBy", assignment.createdBy())
                .put("updatedBy", assignment.createdBy());
        return json;
    }

    private ObjectNode json(RoleDefinition role) {
        ObjectNode json = Json.object().put("id", roleId(role.id())).put("name", role.id()).put("type",
                NAMESPACE + "/roleDefinitions");
        ObjectNode properties = json.putObject("properties").put("roleName", role.name())
                .put("type", "BuiltInRole").put("description", role.description());
        properties.putArray("assignableScopes").add("/");
        ObjectNode permissions = properties.putArray("permissions").addObject();
        role.actions().forEach(permissions.putArray("actions")::add);
        role.notActions().forEach(permissions.putArray("notActions")::add);
        role.dataActions().forEach(permissions.putArray("dataActions")::add);
        permissions.putArray("notDataActions");
        return json;
    }
}
