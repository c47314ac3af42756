package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.Resources/deployments` of resource groups: PUT (201 or 200 and `Azure-AsyncOperation`), POST
/// `validate`, GET, list, DELETE. Mode Incremental only; templates stand in the request.
///
/// Who deploys needs, besides `deployments/write`, what each resource of the template needs. Source:
/// Deployments, api-version 2022-09-01.
final class DeploymentProvider implements ArmProvider {

    static final String TYPE = "Microsoft.Resources/deployments";

    private static final String LIST = "/subscriptions/{subscription}/resourceGroups/{group}/providers/"
            + TYPE;
    private static final String ONE = LIST + "/{deployment}";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._()-]{1,64}");
    private static final List<String> VERSIONS = List.of("2025-04-01", "2024-11-01", "2024-07-01",
            "2024-03-01", "2022-09-01", "2021-04-01", "2021-01-01", "2020-10-01", "2020-06-01", "2019-10-01",
            "2019-05-01", "2018-05-01", "2016-09-01");
    private static final String INCREMENTAL = "Incremental";

    private final ArmState state;
    private final Authorizer authorizer;

    DeploymentProvider(ArmState state, Authorizer authorizer) {
        this.state = state;
        this.authorizer = authorizer;
    }

    @Override
    public String namespace() {
        return CanonicalNames.RESOURCES;
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("deployments", VERSIONS);
    }

    /// None: a deployment keeps no group from being deleted.
    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return List.of();
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.of("GET", LIST, ArmAccess.action(authorizer, TYPE + "/read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, TYPE + "/read"),
                        call -> ApiResponse.json(200, shown(existing(call)))),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, TYPE + "/write"), this::put),
                Route.of("POST", ONE + "/validate",
                        ArmAccess.action(authorizer, TYPE + "/validate/action"), this::validate),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, TYPE + "/delete"), this::delete));
    }

    private ArmResource existing(Call call) {
        return state.resources().find(ResourceId.of(call.request()))
                .orElseThrow(() -> new ApiException(404, "DeploymentNotFound",
                        "Deployment '" + call.variable("deployment") + "' could not be found."));
    }

    private static ObjectNode shown(ArmResource deployment) {
        return deployment.json();
    }

    private ApiResponse list(Call call) {
        return ApiResponse.json(200, ArmPages.page(call.request(), state.resources()
                .list(ResourceId.of(call.request()), TYPE).stream().map(DeploymentProvider::shown).toList()));
    }

    private ApiResponse validate(Call call) {
        ResourceId id = ResourceId.of(call.request());
        Template template = template(id, call.request());
        return ApiResponse.json(200, new ArmResource(id, "", body(template, call, "Succeeded")).json());
    }

    private ApiResponse put(Call call) {
        ResourceId id = ResourceId.of(call.request());
        if (!NAME.matcher(id.name()).matches()) {
            throw new ApiException(400, "InvalidDeploymentName",
                    "The deployment name must have 1 to 64 letters, digits or characters ._()-.");
        }
        Template template = template(id, call.request());
        ActivityEvent.Who who = ActivityRecorder.who(call);
        Accepted accepted = state.resources().transact(transaction -> {
            Optional<ArmResource> present = state.resources().find(transaction, id);
            present.filter(DeploymentProvider::isRunning).ifPresent(running -> {
                throw new ApiException(409, "DeploymentActive", "The deployment '" + id.name()
                        + "' is still running: wait until it has ended, or use another name.");
            });
            ArmResource deployment = state.resources().put(transaction, id,
                    body(template, call, "Accepted"));
            return new Accepted(deployment, present.isEmpty(), state.operations().prepare(transaction,
                    new OperationRequest(DeploymentWork.KIND, id,
                            state.groups().require(id.subscriptionId(), id.resourceGroup()).location(),
                            DeploymentWork.parameters(template.resources(), who, call.request().origin())),
                    call.caller()));
        });
        state.operations().launch(accepted.operation());
        return Operations.announce(ApiResponse.json(accepted.created() ? 201 : 200,
                shown(accepted.deployment())), call.request(), accepted.operation());
    }

    private static boolean isRunning(ArmResource deployment) {
        return List.of("Accepted", "Running")
                .contains(Json.text(deployment.properties(), "provisioningState").orElse(""));
    }

    private static Template template(ResourceId deployment, ApiRequest request) {
        ObjectNode asked = request.jsonObject();
        JsonNode properties = asked.path("properties");
        if (!Json.text(properties, "mode").orElse("").equalsIgnoreCase(INCREMENTAL)) {
            throw new ApiException(400, "InvalidDeploymentMode",
                    "The property 'properties.mode' must be Incremental: deployments delete nothing here.");
        }
        if (!(properties.path("template") instanceof ObjectNode template)) {
            throw ArmErrors.invalidParameter("properties.template",
                    "The property 'properties.template' must be the template itself; links to templates are"
                            + " not followed.");
        }
        return Template.parse(deployment.groupId(), template, Json.child(properties, "parameters"));
    }

    private ObjectNode body(Template template, Call call, String provisioningState) {
        ObjectNode body = Json.object();
        ObjectNode properties = body.putObject("properties").put("provisioningState", provisioningState)
                .put("mode", INCREMENTAL).put("timestamp", state.activity().now().toString())
                .put("correlationId", call.request().requestId());
        properties.set("parameters", template.parameters());
        properties.set("outputs", template.outputs());
        ArrayNode resources = properties.putArray("outputResources");
        template.resources().forEach(resource -> resources.addObject().put("id", resource.id().toString()));
        return body;
    }

    private ApiResponse delete(Call call) {
        ResourceId id = ResourceId.of(call.request());
        boolean existed = state.resources().transact(transaction -> {
            Optional<ArmResource> present = state.resources().find(transaction, id);
            present.filter(DeploymentProvider::isRunning).ifPresent(running -> {
                throw new ApiException(409, "DeploymentActive",
                        "The deployment '" + id.name() + "' is still running: wait until it has ended.");
            });
            return state.resources().delete(transaction, id);
        });
        return ApiResponse.empty(existed ? 200 : 204);
    }

    private record Accepted(ArmResource deployment, boolean created, Operation operation) {}
}
