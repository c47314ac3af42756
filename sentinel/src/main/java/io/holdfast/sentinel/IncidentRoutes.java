package io.holdfast.sentinel;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentException;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import io.holdfast.loganalytics.Workspaces;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `incidents`: kept as documents, numbered from 1 in each workspace. Source: sentinel-api section 4.
final class IncidentRoutes {

    private static final String ALL = SentinelProvider.BASE + "/incidents";
    private static final String ONE = ALL + "/{incident}";
    private static final String ACTION = "Microsoft.SecurityInsights/incidents/";
    private static final String COLLECTION = "incidents";

    private final SentinelStores stores;
    private final Workspaces workspaces;
    private final InstantSource clock;

    IncidentRoutes(SentinelStores stores, Workspaces workspaces, InstantSource clock) {
        this.stores = stores;
        this.workspaces = workspaces;
        this.clock = clock;
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(Route.of("GET", ALL, ArmAccess.action(authorizer, ACTION + "read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, ACTION + "read"), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, ACTION + "write"), this::put),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, ACTION + "delete"), this::delete));
    }

    private ApiResponse list(Call call) {
        OnboardingState state = required(call);
        IncidentPage page = IncidentPage.of(call.request());
        List<StoredDocument> all = stores.documents(state, store -> store.list(COLLECTION, ""));
        ObjectNode json = Json.object();
        ArrayNode value = json.putArray("value");
        page.of(all).forEach(stored -> value.add(shown(call, state, stored)));
        page.next(call.request(), all.size()).ifPresent(next -> json.put("nextLink", next));
        return ApiResponse.json(200, json);
    }

    private ApiResponse get(Call call) {
        OnboardingState state = required(call);
        return ApiResponse.json(200,
                shown(call, state, stores.documents(state, store -> store.find(ref(call)))
                        .orElseThrow(() -> ArmErrors.notFound(ResourceId.of(call.request())))));
    }

    private ApiResponse put(Call call) {
        OnboardingState state = required(call);
        ObjectNode body = call.request().jsonObject();
        ObjectNode asked = IncidentBody.asked(body);
        Optional<String> expected = IncidentBody.expectedEtag(call.request(), body);
        try {
            StoredDocument stored = stores.documents(state,
                    store -> store.transact(documents -> written(documents, call, asked, expected)));
            return ApiResponse.json(stored.version() == 1 ? 201 : 200, shown(call, state, stored));
        } catch (DocumentException.EtagMismatch e) {
            throw SentinelErrors.stale(ResourceId.of(call.request()));
        }
    }

    private StoredDocument written(DocumentTransaction documents, Call call, ObjectNode asked,
            Optional<String> expected) {
        DocumentRef ref = ref(call);
        Optional<StoredDocument> former = documents.find(ref);
        long number = former.isPresent() ? 0 : documents.next(COLLECTION);
        ObjectNode document = IncidentBody.document(call.variable("incident"), asked, former, number,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return documents.put(ref, document, expected);
    }

    private ApiResponse delete(Call call) {
        return ApiResponse
                .empty(stores.documents(required(call), store -> store.delete(ref(call))) ? 200 : 204);
    }

    /// The state of a workspace that may be used.
    private OnboardingState required(Call call) {
        ResourceId workspace = workspaces.require(SentinelProvider.workspace(call)).id();
        OnboardingState state = stores.find(workspace)
                .orElseThrow(() -> SentinelErrors.notOnboarded(workspace));
        if (!state.isUsable()) {
            throw SentinelErrors.notConfirmed(workspace);
        }
        return state;
    }

    private static DocumentRef ref(Call call) {
        return DocumentRef.of(COLLECTION, call.variable("incident").toLowerCase(Locale.ROOT));
    }

    private static ObjectNode shown(Call call, OnboardingState state, StoredDocument stored) {
        return IncidentBody.shown(state.workspace(), stored, call.request().origin().toString());
    }
}
