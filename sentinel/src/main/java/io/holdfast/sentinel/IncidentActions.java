package io.holdfast.sentinel;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.Guids;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Route;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// What an incident is about: POST `alerts`, `bookmarks` and `entities`, which read only; and `runPlaybook`.
/// Source: sentinel-api section 4.
final class IncidentActions {

    private final OnboardedWorkspaces workspaces;

    private final PlaybookSettings playbooks;
    private final SecureRandom random;

    IncidentActions(OnboardedWorkspaces workspaces, PlaybookSettings playbooks, SecureRandom random) {
        this.workspaces = workspaces;
        this.playbooks = playbooks;
        this.random = random;
    }

    List<Route> routes(Authorizer authorizer) {
        String one = SentinelProvider.BASE + Incidents.PATH.template();
        Access read = ArmAccess.action(authorizer, "Microsoft.SecurityInsights/incidents/read");
        return List.of(Route.of("POST", one + "/alerts", read, this::alerts),
                Route.of("POST", one + "/bookmarks", read, this::bookmarks),
                Route.of("POST", one + "/entities", read, this::entities),
                Route.of("POST", one + "/runPlaybook", ArmAccess.action(authorizer,
                        "Microsoft.SecurityInsights/incidents/runPlaybook/action"), this::runPlaybook));
    }

    private ApiResponse alerts(Call call) {
        OnboardingState state = workspaces.require(call);
        return answered(call, state, documents -> ArmEnvelope.list(alerts(call, documents).stream()
                .map(alert -> Alerts.entity(state.workspace(), alert)).toList()));
    }

    private ApiResponse bookmarks(Call call) {
        OnboardingState state = workspaces.require(call);
        return answered(call, state, documents -> ArmEnvelope.list(bookmarks(call, documents).stream()
                .map(bookmark -> Bookmarks.entity(state.workspace(), bookmark)).toList()));
    }

    private ApiResponse entities(Call call) {
        OnboardingState state = workspaces.require(call);
        return answered(call, state, documents -> Entities.of(state.workspace(),
                Stream.of(alerts(call, documents), bookmarks(call, documents)).flatMap(List::stream)));
    }

    private ApiResponse runPlaybook(Call call) {
        OnboardingState state = workspaces.require(call);
        String playbook = Fields.of(call.request().jsonObject(), "body")
                .required("logicAppsResourceId", ResourceWrite.MAX_TEXT).guid("tenantId").read()
                .path("logicAppsResourceId").asString();
        if (playbooks.find(playbook).isEmpty()) {
            throw new ApiException(400, "PlaybookNotConfigured",
                    "No webhook stands for this playbook in the file of "
                            + PlaybookSettings.SETTING + ".");
        }
        workspaces.documents(state, store -> store.transact(documents -> {
            DocumentRef ref = Incidents.PATH.ref(call);
            StoredDocument incident = documents.find(ref).orElseThrow(() -> missing(call, state));
            PlaybookCall.of(Guids.random(random), playbook,
                    PlaybookBody.ofIncident(state.workspace(), documents, ref, incident.body()),
                    workspaces.now()).put(documents);
            return incident;
        }));
        return ApiResponse.empty(204);
    }

    private static ApiException missing(Call call, OnboardingState state) {
        return ArmErrors.notFound(
                Incidents.PATH.id(state.workspace(), List.of(), Incidents.PATH.name(call)));
    }

    private ApiResponse answered(Call call, OnboardingState state,
            Function<DocumentReader, ObjectNode> answer) {
        return ApiResponse.json(200, workspaces.documents(state, store -> {
            if (store.find(Incidents.PATH.ref(call)).isEmpty()) {
                throw missing(call, state);
            }
            return answer.apply(store);
        }));
    }

    private static List<StoredDocument> alerts(Call call, DocumentReader documents) {
        return related(call, documents, true, Alerts::ref);
    }

    private static List<StoredDocument> bookmarks(Call call, DocumentReader documents) {
        return related(call, documents, false, name -> Bookmarks.PATH.ref(List.of(), name));
    }

    private static List<StoredDocument> related(Call call, DocumentReader documents, boolean alerts,
            Function<String, DocumentRef> ref) {
        String partition = Incidents.PATH.ref(call).id();
        return documents.list(IncidentRelations.PATH.type(), partition).stream()
                .filter(relation -> IncidentRelations.isAlert(relation) == alerts)
                .map(relation -> ref.apply(IncidentRelations.related(relation)))
                .flatMap(found -> documents.find(found).stream()).toList();
    }
}
