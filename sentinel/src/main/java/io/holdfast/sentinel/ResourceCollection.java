package io.holdfast.sentinel;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentException;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentStore;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.DocumentView;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The resources of one kind as extension resources of workspaces: GET, PUT, DELETE, list, and PATCH where
/// the kind has it. Each needs `Microsoft.SecurityInsights/{type}/read`, `write` or `delete`.
///
/// A PUT replaces. With an etag, in the body or in `If-Match`, it does so only if that is the present one.
/// Everything is refused while the documents are dark, before the body is looked at. Thread-safe.
final class ResourceCollection {

    private static final String NAMESPACE = "Microsoft.SecurityInsights";
    private static final String PROPERTIES = "properties";

    private final ResourceKind kind;
    private final OnboardedWorkspaces workspaces;
    private final ConfigurationAudit audit;
    private final DocumentView<ListTable> view;

    ResourceCollection(ResourceKind kind, OnboardedWorkspaces workspaces, ConfigurationAudit audit) {
        this.kind = kind;
        this.audit = audit;
        this.workspaces = workspaces;
        this.view = new DocumentView<>(List.of(kind.path().type()), () -> new ListTable(kind.members()));
    }

    List<Route> routes(Authorizer authorizer) {
        String all = SentinelProvider.BASE + kind.path().list();
        String one = SentinelProvider.BASE + kind.path().template();
        String action = NAMESPACE + "/" + kind.path().type() + "/";
        List<Route> routes = new ArrayList<>(List.of(
                Route.of("GET", all, ArmAccess.action(authorizer, action + "read"), this::list),
                Route.of("GET", one, ArmAccess.action(authorizer, action + "read"), this::get),
                Route.of("PUT", one, ArmAccess.action(authorizer, action + "write"), this::put),
                Route.of("DELETE", one, ArmAccess.action(authorizer, action + "delete"), this::delete)));
        if (kind.isPatchable()) {
            routes.add(Route.of("PATCH", one, ArmAccess.action(authorizer, action + "write"),
                    call -> write(call, true)));
        }
        return routes;
    }

    private ApiResponse list(Call call) {
        OnboardingState state = workspaces.require(call);
        ListQuery query = ListQuery.of(call.request(), kind);
        return workspaces.documents(state, store -> {
            requireParent(call, state, store);
            String partition = kind.path().partition(call);
            ListQuery.Page page = query.of(table(store, partition),
                    id -> store.find(new DocumentRef(kind.path().type(), partition, id))
                            .map(StoredDocument::body));
            ObjectNode json = Json.object();
            ArrayNode value = json.putArray("value");
            page.ids().stream().map(id -> new DocumentRef(kind.path().type(), partition, id))
                    .flatMap(ref -> store.find(ref).stream())
                    .forEach(stored -> value.add(shown(call, state, stored, store)));
            page.nextLink(call.request()).ifPresent(next -> json.put("nextLink", next));
            return ApiResponse.json(200, json);
        });
    }

    /// That of lists without parents, which may be long, stays in memory.
    private ListTable table(DocumentStore store, String partition) {
        if (partition.isEmpty()) {
            return store.view(view);
        }
        ListTable table = new ListTable(kind.members());
        store.list(kind.path().type(), partition).forEach(table::put);
        return table;
    }

    private ApiResponse get(Call call) {
        OnboardingState state = workspaces.require(call);
        return workspaces.documents(state, store -> {
            requireParent(call, state, store);
            StoredDocument stored = store.find(kind.path().ref(call))
                    .orElseThrow(() -> ArmErrors.notFound(id(call, state, kind.path().name(call))));
            return ApiResponse.json(200, shown(call, state, stored, store));
        });
    }

    /// Makes or replaces the resource that a call is about.
    ApiResponse put(Call call) {
        return write(call, false);
    }

    private ApiResponse write(Call call, boolean isPatch) {
        OnboardingState state = workspaces.require(call);
        ObjectNode request = call.request().jsonObject();
        kind.check(call.caller(), workspaces.view(state), request);
        try {
            return workspaces.documents(state, store -> answered(call, state, store,
                    store.transact(documents -> written(documents, call, state,
                            isPatch ? patched(documents, call, state, request) : request))));
        } catch (DocumentException.EtagMismatch e) {
            throw SentinelErrors.stale(id(call, state, kind.path().name(call)));
        }
    }

    private ApiResponse answered(Call call, OnboardingState state, DocumentStore store,
            StoredDocument stored) {
        return ApiResponse.json(stored.version() == 1 ? kind.createdStatus() : 200,
                shown(call, state, stored, store));
    }

    private StoredDocument written(DocumentTransaction documents, Call call, OnboardingState state,
            ObjectNode request) {
        requireParent(call, state, documents);
        ResourcePath path = kind.path();
        DocumentRef ref = path.ref(call);
        Optional<StoredDocument> former = documents.find(ref);
        Optional<String> expected = expectedEtag(call.request(), request);
        if (expected.isPresent() && !former.map(StoredDocument::etag).equals(expected)) {
            throw SentinelErrors.stale(id(call, state, path.name(call)));
        }
        if (former.isPresent() && expected.isEmpty() && kind.needsEtag()) {
            throw SentinelErrors.etagNeeded(id(call, state, path.name(call)));
        }
        if (former.isEmpty() && documents.count(path.type(), path.partition(call)) >= kind.max()) {
            throw SentinelErrors.tooMany(path.type(), kind.max());
        }
        ObjectNode document = Json.object().put("name",
                former.map(ResourceCollection::name).orElse(path.name(call)));
        ResourceWrite write = new ResourceWrite(workspaces.view(state), path.parents(call),
                name(ref, document), request, former, documents, call.caller(), workspaces.now());
        document.setAll(kind.document(write));
        audit.send(documents, call, state, new ConfigurationAudit.Change(id(call, state, name(ref, document)),
                kind.audited(), former, Optional.of(document)), workspaces.now());
        StoredDocument stored = documents.put(ref, document, expected);
        kind.written(write, stored);
        return stored;
    }

    private ObjectNode patched(DocumentTransaction documents, Call call, OnboardingState state,
            ObjectNode request) {
        StoredDocument former = documents.find(kind.path().ref(call))
                .orElseThrow(() -> ArmErrors.notFound(id(call, state, kind.path().name(call))));
        ObjectNode merged = former.body().deepCopy();
        ObjectNode beside = request.deepCopy();
        beside.remove(PROPERTIES);
        merged.setAll(beside);
        merged.withObject("/" + PROPERTIES).setAll(Json.child(request, PROPERTIES));
        return merged;
    }

    private ApiResponse delete(Call call) {
        OnboardingState state = workspaces.require(call);
        DocumentRef ref = kind.path().ref(call);
        List<String> names = new ArrayList<>(kind.path().parents(call));
        names.add(kind.path().name(call));
        boolean was = workspaces.documents(state, store -> store.transact(documents -> {
            kind.children()
                    .forEach(child -> documents.deleteAll(child.type(), ResourcePath.partition(names)));
            Optional<StoredDocument> former = documents.find(ref);
            former.ifPresent(gone -> {
                audit.send(documents, call, state, new ConfigurationAudit.Change(id(call, state, name(gone)),
                        kind.audited(), former, Optional.empty()), workspaces.now());
                kind.deleted(documents, gone, workspaces.now());
            });
            return documents.delete(ref);
        }));
        return ApiResponse.empty(was ? 200 : 204);
    }

    private void requireParent(Call call, OnboardingState state, DocumentReader documents) {
        kind.path().parent(call).filter(parent -> documents.find(parent).isEmpty()).ifPresent(parent -> {
            throw ArmErrors.notFound(id(call, state, "x").parent().orElseThrow());
        });
    }

    /// The etag that the caller saw, from the body or `If-Match`, without quotes.
    private static Optional<String> expectedEtag(ApiRequest request, ObjectNode body) {
        return Json.text(body, "etag")
                .or(() -> request.headers().first("if-match").filter(etag -> !etag.equals("*")))
                .map(etag -> etag.replace("\"", "").strip()).filter(etag -> !etag.isEmpty());
    }

    /// A resource as answers show it.
    ObjectNode shown(Call call, OnboardingState state, StoredDocument stored,
            DocumentReader documents) {
        String name = name(stored);
        ObjectNode json = Json.object().put("id", id(call, state, name).toString()).put("name", name)
                .put("type", NAMESPACE + "/" + kind.path().type()).put("etag", "\"" + stored.etag() + "\"");
        Json.text(stored.body(), "kind").ifPresent(of -> json.put("kind", of));
        json.set(PROPERTIES, Json.child(stored.body(), PROPERTIES).deepCopy());
        kind.complete(json, new ResourceKind.Shown(stored.ref().id(), call.request().origin().toString()),
                documents);
        return json;
    }

    private ResourceId id(Call call, OnboardingState state, String name) {
        return kind.path().id(state.workspace(), kind.path().parents(call), name);
    }

    private static String name(StoredDocument stored) {
        return name(stored.ref(), stored.body());
    }

    private static String name(DocumentRef ref, ObjectNode body) {
        return body.path("name").asString(ref.id());
    }
}
