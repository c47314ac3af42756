package io.holdfast.sentinel;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.Guids;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What can be done with indicators beside reading and writing one: made without a name, searched, tagged,
/// counted. Source: sentinel-api sections 3 and 9.
final class IndicatorActions {

    /// The type that the actions on all indicators are of.
    static final String TYPE = "threatIntelligence";

    private static final String MAIN = SentinelProvider.BASE + "/threatIntelligence/main";
    private static final String ACTION = "Microsoft.SecurityInsights/threatIntelligence/";
    private static final String TAGS = "threatIntelligenceTags";
    private static final String PROPERTIES = "properties";
    private static final int MAX_TAGS = 100;

    private final OnboardedWorkspaces workspaces;
    private final ResourceCollection indicators;
    private final SecureRandom random;

    IndicatorActions(OnboardedWorkspaces workspaces, SecureRandom random) {
        this.workspaces = workspaces;
        this.indicators = new ResourceCollection(new Indicators(), workspaces,
                new ConfigurationAudit(random));
        this.random = random;
    }

    List<Route> routes(Authorizer authorizer) {
        String one = SentinelProvider.BASE + Indicators.PATH.template();
        return List.of(
                Route.of("POST", MAIN + "/createIndicator",
                        ArmAccess.action(authorizer, ACTION + "createIndicator/action"), this::create),
                Route.of("POST", MAIN + "/queryIndicators",
                        ArmAccess.action(authorizer, ACTION + "queryIndicators/action"), this::query),
                Route.of("POST", one + "/appendTags",
                        ArmAccess.action(authorizer, ACTION + "indicators/appendTags/action"),
                        call -> ApiResponse.empty(tagged(call, body(call), true).status())),
                Route.of("POST", one + "/replaceTags",
                        ArmAccess.action(authorizer, ACTION + "indicators/replaceTags/action"),
                        call -> tagged(call, Json.child(body(call), PROPERTIES), false)),
                Route.of("GET", MAIN + "/metrics", ArmAccess.action(authorizer, ACTION + "metrics/read"),
                        this::metrics));
    }

    private static ObjectNode body(Call call) {
        return call.request().jsonObject();
    }

    private ApiResponse create(Call call) {
        Map<String, String> variables = new LinkedHashMap<>(call.variables());
        variables.put("indicator", Guids.random(random));
        return indicators.put(new Call(call.request(), variables, call.authenticated()));
    }

    private ApiResponse query(Call call) {
        OnboardingState state = workspaces.require(call);
        IndicatorQuery query = IndicatorQuery.of(body(call));
        return ApiResponse.json(200, workspaces.documents(state, store -> ArmEnvelope.list(
                query.of(store.list(Indicators.PATH.type(), ""), workspaces.now()).stream()
                        .map(stored -> indicators.shown(call, state, stored, store)).toList())));
    }

    /// Sets the tags of an indicator, with those that it has where they are appended.
    private ApiResponse tagged(Call call, ObjectNode request, boolean append) {
        OnboardingState state = workspaces.require(call);
        Set<String> tags = new LinkedHashSet<>();
        Fields.of(request, PROPERTIES).texts(TAGS, MAX_TAGS, ResourceWrite.MAX_TEXT).read().path(TAGS)
                .valueStream().forEach(tag -> tags.add(tag.asString()));
        return changed(call, state, properties -> {
            Set<String> all = new LinkedHashSet<>();
            if (append) {
                properties.path(TAGS).valueStream().forEach(tag -> all.add(tag.asString()));
            }
            all.addAll(tags);
            all.stream().limit(MAX_TAGS).forEach(properties.putArray(TAGS)::add);
            return properties.put("lastUpdatedTimeUtc", workspaces.now().toString());
        });
    }

    private ApiResponse changed(Call call, OnboardingState state, UnaryOperator<ObjectNode> change) {
        return workspaces.documents(state, store -> {
            StoredDocument stored = store.transact(documents -> {
                StoredDocument former = documents.find(Indicators.PATH.ref(call))
                        .orElseThrow(() -> ArmErrors.notFound(Indicators.PATH.id(state.workspace(), List.of(),
                                Indicators.PATH.name(call))));
                ObjectNode body = former.body().deepCopy();
                body.set(PROPERTIES, change.apply(Json.child(body, PROPERTIES)));
                StoredDocument changed = documents.put(former.ref(), body, Optional.empty());
                IndicatorRow.send(documents, changed, true, workspaces.now());
                return changed;
            });
            return ApiResponse.json(200, indicators.shown(call, state, stored, store));
        });
    }

    private ApiResponse metrics(Call call) {
        OnboardingState state = workspaces.require(call);
        List<StoredDocument> all = workspaces.documents(state,
                store -> store.list(Indicators.PATH.type(), ""));
        ObjectNode json = Json.object();
        ObjectNode properties = json.putArray("value").addObject().putObject(PROPERTIES);
        properties.put("lastUpdatedTimeUtc", workspaces.now().toString());
        Map.of("threatTypes", "threatTypeMetrics", "patternType", "patternTypeMetrics", "source",
                "sourceMetrics").forEach((member, metric) -> count(all, member, properties.putArray(metric)));
        return ApiResponse.json(200, json);
    }

    private static void count(List<StoredDocument> all, String member, ArrayNode metrics) {
        Map<String, Integer> counts = new TreeMap<>();
        for (StoredDocument stored : all) {
            JsonNode value = stored.body().path(PROPERTIES).path(member);
            if (value.isString()) {
                counts.merge(value.stringValue(), 1, Integer::sum);
            }
            value.valueStream().forEach(each -> counts.merge(each.asString(), 1, Integer::sum));
        }
        counts.forEach(
                (name, count) -> metrics.addObject().put("metricName", name).put("metricValue", count));
    }
}
