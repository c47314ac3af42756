package io.holdfast.sentinel;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.CheckedHandler;
import io.holdfast.arm.Checks;
import io.holdfast.arm.ResourceId;
import io.holdfast.identity.BuiltInRoles;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.loganalytics.WorkspaceView;
import io.holdfast.loganalytics.Workspaces;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `onboardingStates`, and the confirmation of one, which is ours. Source: sentinel-api section 2,
/// `cmk-behaviour` S3.
///
/// GET and DELETE work while the documents are dark.
final class OnboardingRoutes {

    private static final String ALL = SentinelProvider.BASE + "/onboardingStates";
    private static final String ONE = ALL + "/{state}";
    private static final String ACTION = "Microsoft.SecurityInsights/onboardingStates/";
    private static final String NAME = "default";
    /// Who confirmed what nobody confirmed.
    private static final String BY_ITSELF = "serve --confirm-onboarding";
    private static final String CUSTOMER_MANAGED_KEY = "customerManagedKey";

    private final SentinelStores stores;
    private final Workspaces workspaces;
    private final OnboardingPrerequisites prerequisites;
    private final boolean confirms;

    OnboardingRoutes(SentinelStores stores, SentinelParts parts, OnboardingPrerequisites prerequisites) {
        this.stores = stores;
        this.workspaces = parts.workspaces();
        this.confirms = parts.confirms();
        this.prerequisites = prerequisites;
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(Route.of("GET", ALL, ArmAccess.action(authorizer, ACTION + "read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, ACTION + "read"), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, ACTION + "write"),
                        CheckedHandler.of(this::put, this::checkPut)),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, ACTION + "delete"),
                        CheckedHandler.of(this::delete, this::checkDelete)),
                Route.of("POST", ONE + "/confirm",
                        ArmAccess.action(authorizer, BuiltInRoles.CONFIRM_ONBOARDING),
                        this::confirm));
    }

    private ApiResponse list(Call call) {
        WorkspaceView workspace = workspaces.require(SentinelProvider.workspace(call));
        return ApiResponse.json(200, ArmEnvelope
                .list(stores.find(workspace.id()).map(OnboardingRoutes::shown).stream().toList()));
    }

    private ApiResponse get(Call call) {
        WorkspaceView workspace = workspaces.require(SentinelProvider.workspace(call));
        return ApiResponse.json(200, shown(stores.find(workspace.id()).filter(state -> isDefault(call))
                .orElseThrow(() -> ArmErrors.notFound(ResourceId.of(call.request())))));
    }

    private ApiResponse put(Call call) {
        WorkspaceView workspace = workspaces.require(SentinelProvider.workspace(call));
        boolean asked = asked(call);
        return stores.exclusively(keyring -> {
            Optional<OnboardingState> existing = stores.find(workspace.id());
            if (existing.isPresent()) {
                requireUnchanged(existing.get(), asked);
                putDefaultRule(existing.get());
                return ApiResponse.json(200, shown(confirmed(existing.get())));
            }
            StorageResource storage = asked
                    ? prerequisites.prepare(workspace, () -> stores.wasOnboarded(workspace.customerId()),
                            keyring)
                    : withoutCustomerKey(workspace, keyring);
            OnboardingState made = stores.onboard(workspace.id(), workspace.customerId(), asked, storage,
                    call.caller().objectId());
            putDefaultRule(made);
            return ApiResponse.json(201, shown(confirmed(made)));
        });
    }

    /// Also where an onboarding ended between the state and the rule.
    private void putDefaultRule(OnboardingState state) {
        stores.documents(state, store -> store
                .transact(documents -> DefaultRule.putOnce(documents, state.created().at())));
    }

    /// The state as it is once the server confirmed it, where it does that by itself.
    private OnboardingState confirmed(OnboardingState state) {
        return confirms ? stores.confirm(state.workspace(), BY_ITSELF).orElse(state) : state;
    }

    private void checkPut(Call call, Checks checks) {
        WorkspaceView workspace = workspaces.require(SentinelProvider.workspace(call));
        boolean asked = asked(call);
        Optional<OnboardingState> existing = stores.find(workspace.id());
        if (existing.isPresent()) {
            requireUnchanged(existing.get(), asked);
            return;
        }
        checks.irreversible(asked
                ? "An onboarding with the customer-managed key cannot be changed to one without, the "
                        + "workspace cannot leave its cluster, and its onboarding state, once deleted, cannot"
                        + " be made with the key again."
                : "A workspace that was onboarded without the customer-managed key can never be onboarded "
                        + "with it, nor be linked to a cluster that has one.");
        if (asked) {
            stores.exclusively(keyring -> prerequisites.check(workspace,
                    () -> stores.wasOnboarded(workspace.customerId()), keyring, checks));
        } else {
            requireNoCustomerKey(workspace);
        }
    }

    private static boolean asked(Call call) {
        if (!isDefault(call)) {
            throw ArmErrors.invalidParameter("name", "The only onboarding state is named 'default'.");
        }
        return customerManagedKey(call.request());
    }

    private void requireUnchanged(OnboardingState state, boolean asked) {
        if (state.customerManagedKey() != asked) {
            throw ArmErrors.conflict(
                    "The workspace is onboarded with customerManagedKey " + state.customerManagedKey()
                            + ", which cannot be changed. Onboard another workspace instead.");
        }
        stores.requireLight(state);
    }

    private static StorageResource withoutCustomerKey(WorkspaceView workspace, Keyring keyring) {
        requireNoCustomerKey(workspace);
        StorageResource own = StorageResource.documentStore(workspace.customerId());
        keyring.create(own);
        return own;
    }

    private static void requireNoCustomerKey(WorkspaceView workspace) {
        if (workspace.isUnderCustomerKey()) {
            throw ApiError.of(400, "CustomerManagedKeyOnboardingRequired", "The workspace '"
                    + workspace.id().name()
                    + "' is linked to a cluster with a customer-managed key. Onboard it with"
                    + " properties.customerManagedKey true, so that what Sentinel keeps is under it too.")
                    .withTarget("properties." + CUSTOMER_MANAGED_KEY).toException();
        }
    }

    private ApiResponse delete(Call call) {
        ResourceId workspace = SentinelProvider.workspace(call);
        workspaces.require(workspace);
        return ApiResponse.empty(isDefault(call) && stores.offboard(workspace) ? 200 : 204);
    }

    /// Nothing refuses it, dark or not.
    private void checkDelete(Call call, Checks checks) {
        WorkspaceView workspace = workspaces.require(SentinelProvider.workspace(call));
        if (isDefault(call) && stores.find(workspace.id()).isPresent()) {
            checks.irreversible("The key of all that Sentinel keeps of the workspace is destroyed: it is "
                    + "unreadable for good. The workspace cannot be onboarded with a customer-managed key "
                    + "again.");
        }
    }

    private ApiResponse confirm(Call call) {
        WorkspaceView workspace = workspaces.require(SentinelProvider.workspace(call));
        return ApiResponse.json(200, shown(Optional.of(call).filter(OnboardingRoutes::isDefault)
                .flatMap(one -> stores.confirm(workspace.id(), one.caller().objectId()))
                .orElseThrow(() -> ArmErrors.notFound(OnboardingState.resourceId(workspace.id())))));
    }

    private static boolean isDefault(Call call) {
        return call.variable("state").equalsIgnoreCase(NAME);
    }

    /// An absent body or member means false.
    private static boolean customerManagedKey(ApiRequest request) {
        byte[] body = request.body().read(ApiRequest.JSON_LIMIT_BYTES);
        JsonNode properties = (body.length == 0 ? Json.object() : Json.parseObject(body)).path("properties");
        if (!properties.isMissingNode() && !properties.isNull() && !properties.isObject()) {
            throw ArmErrors.invalidParameter("properties", "The properties must be an object.");
        }
        JsonNode value = properties.path(CUSTOMER_MANAGED_KEY);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw ArmErrors.invalidParameter("properties." + CUSTOMER_MANAGED_KEY,
                    "It must be true or false.");
        }
        return value.asBoolean(false);
    }

    /// Besides the mirrored members, `properties.confirmation` (ours): `Pending`, `Confirmed` or
    /// `NotRequired`.
    private static ObjectNode shown(OnboardingState state) {
        ResourceId id = OnboardingState.resourceId(state.workspace());
        ObjectNode json = Json.object().put("id", id.toString()).put("name", id.name())
                .put("type", id.resourceType())
                .put("etag", "\"" + state.etag() + "\"");
        ObjectNode properties = json.putObject("properties").put(CUSTOMER_MANAGED_KEY,
                state.customerManagedKey());
        if (!state.customerManagedKey()) {
            properties.put("confirmation", "NotRequired");
        } else {
            properties.put("confirmation", state.confirmed().isPresent() ? "Confirmed" : "Pending");
        }
        OnboardingState.Stamp last = state.confirmed().orElse(state.created());
        json.putObject("systemData").put("createdAt", state.created().at().toString())
                .put("createdBy", state.created().by()).put("createdByType", "Application")
                .put("lastModifiedAt", last.at().toString()).put("lastModifiedBy", last.by())
                .put("lastModifiedByType", "Application");
        return json;
    }
}
