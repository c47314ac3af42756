package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Resource groups, and the list of all resources.
final class GroupRoutes {

    private static final String GROUPS = "/subscriptions/{subscription}/resourceGroups";
    private static final String GROUP = GROUPS + "/{group}";
    private static final String ACTION = "Microsoft.Resources/subscriptions/resourceGroups/";
    private static final Pattern TYPE_FILTER = Pattern.compile("resourceType eq '([^']+)'",
            Pattern.CASE_INSENSITIVE);
    private static final int NAMED_RESOURCES = 5;

    private final ArmState state;
    private final ResourceGroups groups;
    private final List<ArmProvider> providers;
    private final Authorizer authorizer;

    GroupRoutes(ArmState state, List<ArmProvider> providers, Authorizer authorizer) {
        this.state = state;
        this.groups = state.groups();
        this.providers = providers;
        this.authorizer = authorizer;
    }

    /// What the deletion of a group does.
    OperationWork deletion() {
        return new GroupDeletion(state.resources(), this::requireEmpty);
    }

    Stream<Route> routes() {
        return Stream.of(
                Route.of("GET", GROUPS, ArmAccess.action(authorizer, ACTION + "read"), this::list),
                Route.of("PUT", GROUP, ArmAccess.action(authorizer, ACTION + "write"), this::put),
                Route.of("PATCH", GROUP, ArmAccess.action(authorizer, ACTION + "write"),
                        call -> ApiResponse.json(200,
                                groups.patch(id(call), call.request().jsonObject()).json())),
                Route.of("GET", GROUP, ArmAccess.action(authorizer, ACTION + "read"),
                        call -> ApiResponse.json(200, existing(call).json())),
                Route.of("HEAD", GROUP, ArmAccess.action(authorizer, ACTION + "read"), this::head),
                Route.of("DELETE", GROUP, ArmAccess.action(authorizer, ACTION + "delete"), this::delete),
                Route.of("GET", GROUP + "/resources", ArmAccess.action(authorizer, ACTION + "resources/read"),
                        call -> {
                            existing(call);
                            return resources(call);
                        }),
                Route.of("GET", "/subscriptions/{subscription}/resources",
                        ArmAccess.action(authorizer, "Microsoft.Resources/subscriptions/resources/read"),
                        this::resources));
    }

    private static ResourceId id(Call call) {
        return ResourceId.of(call.request());
    }

    private ArmResource existing(Call call) {
        return groups.require(call.variable("subscription"), call.variable("group"));
    }

    private ApiResponse list(Call call) {
        return ApiResponse.json(200, ArmPages.page(call.request(),
                groups.list(call.variable("subscription")).stream().map(ArmResource::json).toList()));
    }

    private ApiResponse put(Call call) {
        ResourceGroups.Written written = groups.put(id(call), call.request().jsonObject());
        return ApiResponse.json(written.created() ? 201 : 200, written.group().json());
    }

    private ApiResponse head(Call call) {
        boolean exists = groups.find(call.variable("subscription"), call.variable("group")).isPresent();
        return ApiResponse.empty(exists ? 204 : 404);
    }

    /// 202 and `Location`, as the mirrored service answers it.
    private ApiResponse delete(Call call) {
        ArmResource group = existing(call);
        requireEmpty(group.id());
        Operation operation = state.resources().transact(transaction -> {
            GroupDeletion.mark(transaction, state.resources(), group.id(), GroupDeletion.DELETING);
            return state.operations().prepare(transaction, new OperationRequest(GroupDeletion.KIND,
                    group.id(), group.location(), Json.object()), call.caller());
        });
        state.operations().launch(operation);
        return Operations.accepted(call.request(), operation);
    }

    private void requireEmpty(ResourceId group) {
        List<ObjectNode> held = held(group);
        if (!held.isEmpty()) {
            String first = held.stream().limit(NAMED_RESOURCES)
                    .map(resource -> resource.path("id").asString()).collect(Collectors.joining("', '"));
            throw new ApiException(409, "ResourceGroupDeletionBlocked", "Deletion of resource group '"
                    + group.name() + "' failed as it holds " + held.size()
                    + " resources, which must be deleted before: '" + first + "'.");
        }
    }

    private List<ObjectNode> held(ResourceId scope) {
        return providers.stream().flatMap(provider -> provider.resources(scope).stream()).toList();
    }

    private ApiResponse resources(Call call) {
        Optional<String> type = call.request().query("$filter").map(GroupRoutes::typeOfFilter);
        return ApiResponse.json(200, ArmPages.page(call.request(), held(id(call)).stream()
                .filter(resource -> type.isEmpty()
                        || Json.text(resource, "type").filter(type.get()::equalsIgnoreCase).isPresent())
                .sorted(Comparator.comparing(resource -> resource.path("id").asString(),
                        String.CASE_INSENSITIVE_ORDER))
                .toList()));
    }

    private static String typeOfFilter(String filter) {
        Matcher matcher = TYPE_FILTER.matcher(filter.strip());
        if (!matcher.matches()) {
            throw new ApiException(400, "InvalidFilterInQueryString", "The $filter '" + filter
                    + "' is not supported; supported is: resourceType eq '{namespace}/{type}'.");
        }
        return matcher.group(1);
    }
}
