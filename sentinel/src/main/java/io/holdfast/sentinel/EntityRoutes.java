package io.holdfast.sentinel;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentStore;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.sentinel.EntityIndex.Source;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `entities`: what the alerts and bookmarks of a workspace name, and these themselves; what is related to one, its
/// timeline, and where it leads. All of it only reads. Source: sentinel-api section 3. Thread-safe.
final class EntityRoutes {

    private static final String TYPE = Alerts.TYPE;
    private static final String ENTITY = "entity";
    private static final String READ = "Microsoft.SecurityInsights/entities/read";
    private static final int PAGE = 100;
    private static final String PROPERTIES = "properties";

    private final OnboardedWorkspaces workspaces;

    EntityRoutes(OnboardedWorkspaces workspaces) {
        this.workspaces = workspaces;
    }

    static String type() {
        return "entities";
    }

    List<Route> routes(Authorizer authorizer) {
        String all = SentinelProvider.BASE + "/entities";
        String one = all + "/{entity}";
        Access read = ArmAccess.action(authorizer, READ);
        Access relations = ArmAccess.action(authorizer, "Microsoft.SecurityInsights/entities/relations/read");
        return List.of(Route.of("GET", all, read, this::list),
                Route.of("GET", one, read, call -> answer(call, (at, _) -> entity(at))),
                Route.of("GET", one + "/queries", read, call -> answer(call, (at, _) -> queries(at))),
                Route.of("GET", one + "/relations", relations,
                        call -> answer(call, (at, _) -> ArmEnvelope.list(
                                related(at).map(source -> relation(at, source)).toList()))),
                Route.of("GET", one + "/relations/{relation}", relations,
                        call -> answer(call, (at, _) -> relation(at))),
                Route.of("POST", one + "/expand", read, call -> answer(call, this::expanded)),
                Route.of("POST", one + "/getTimeline", read, call -> answer(call, this::timeline)),
                Route.of("POST", one + "/getInsights", read, call -> answer(call, (_, period) -> insights())),
                Route.of("POST", SentinelProvider.BASE + Bookmarks.PATH.template() + "/expand",
                        ArmAccess.action(authorizer, "Microsoft.SecurityInsights/bookmarks/read"),
                        call -> answer(call, this::expanded)));
    }

    /// The entity that a call is about.
    private record At(Call call, OnboardingState state, DocumentStore store, String name) {

        ResourceId workspace() {
            return state.workspace();
        }

        EntityIndex index() {
            return EntityIndex.of(store);
        }
    }

    /// The time that a body asks about.
    private record Period(ObjectNode request, Instant start, Instant end) {

        static Period of(ApiRequest request) {
            ObjectNode body = request.method().equals("POST") ? request.jsonObject() : Json.object();
            ObjectNode read = Fields.of(body, "body").instant("startTime").instant("endTime")
                    .guid("expansionId")
                    .read();
            return new Period(body, Json.text(read, "startTime").map(Instant::parse).orElse(Instant.MIN),
                    Json.text(read, "endTime").map(Instant::parse).orElse(Instant.MAX));
        }

        boolean covers(Source source) {
            return !source.to().isBefore(start) && !source.from().isAfter(end);
        }
    }

    private ApiResponse list(Call call) {
        OnboardingState state = workspaces.require(call);
        ListQuery query = ListQuery.of(call.request(), EntityIndex.MEMBERS, PAGE, "");
        return workspaces.documents(state, store -> {
            EntityIndex index = EntityIndex.of(store);
            ListQuery.Page page = query.of(index.names(), _ -> Optional.empty());
            ObjectNode json = ArmEnvelope.list(page.ids().stream().flatMap(name -> index.source(name)
                    .flatMap(source -> source.entity(store, state.workspace(), name)).stream()).toList());
            page.nextLink(call.request()).ifPresent(next -> json.put("nextLink", next));
            return ApiResponse.json(200, json);
        });
    }

    /// Answers about an entity that is there.
    private ApiResponse answer(Call call, BiFunction<At, Period, ObjectNode> answer) {
        OnboardingState state = workspaces.require(call);
        Period period = Period.of(call.request());
        String name = call.variables().getOrDefault(ENTITY, call.variables().getOrDefault("bookmark", ""))
                .toLowerCase(Locale.ROOT);
        return workspaces.documents(state, store -> {
            At at = new At(call, state, store, name);
            entity(at);
            return ApiResponse.json(200, answer.apply(at, period));
        });
    }

    private ObjectNode entity(At at) {
        return at.index().source(at.name())
                .flatMap(source -> source.entity(at.store(), at.workspace(), at.name()))
                .orElseThrow(() -> ArmErrors.notFound(id(at)));
    }

    private static ResourceId id(At at) {
        return at.workspace().resource("Microsoft.SecurityInsights", TYPE, at.name());
    }

    /// The alerts and bookmarks that name an entity; of one of these, none.
    private Stream<Source> related(At at) {
        return at.index().naming(at.name()).stream().filter(source -> !source.id().equals(at.name()));
    }

    private static ObjectNode relation(At at, Source source) {
        ObjectNode json = Json.object().put("id", id(at) + "/relations/" + source.id())
                .put("name", source.id())
                .put("type", "Microsoft.SecurityInsights/Entities/relations");
        RelatedResource.describe(json.putObject(PROPERTIES).put("relatedResourceKind", source.kind()),
                source.isAlert()
                        ? at.workspace().resource("Microsoft.SecurityInsights", TYPE, source.id())
                        : Bookmarks.PATH.id(at.workspace(), List.of(), source.id()));
        return json;
    }

    private ObjectNode relation(At at) {
        String name = at.call().variable("relation");
        return related(at).filter(source -> source.id().equalsIgnoreCase(name)).findFirst()
                .map(source -> relation(at, source))
                .orElseThrow(() -> ArmErrors.notFound(id(at).child("relations", name)));
    }

    /// There are no insights here, so none can be asked for.
    private static ObjectNode queries(At at) {
        String kind = at.call().request().query("kind").orElse("Insight");
        if (!kind.equalsIgnoreCase("Insight")) {
            throw ArmErrors.invalidParameter("kind", "'kind' must be Insight.");
        }
        return ArmEnvelope.list(List.of());
    }

    private static ObjectNode insights() {
        ObjectNode json = ArmEnvelope.list(List.of());
        json.putObject("metaData").put("totalCount", 0).putArray("errors");
        return json;
    }

    /// Of an alert or a bookmark the entities that it names; of another entity the alerts and bookmarks that name it.
    private ObjectNode expanded(At at, Period period) {
        Fields.of(period.request(), "body").need("expansionId");
        List<ObjectNode> found = at.index().naming(at.name()).stream().filter(period::covers)
                .flatMap(source -> reached(at, source)).toList();
        ObjectNode json = Json.object();
        json.putObject("metaData").set("aggregations", Entities.counts(found.stream(), "entityKind"));
        ObjectNode value = json.putObject("value");
        value.putArray("entities").addAll(found);
        ArrayNode edges = value.putArray("edges");
        found.forEach(entity -> edges.addObject().put("targetEntityId", entity.path("id").asString())
                .putObject("additionalData"));
        return json;
    }

    private static Stream<ObjectNode> reached(At at, Source source) {
        Stream<String> names = source.id().equals(at.name())
                ? source.named().keySet().stream().sorted()
                : Stream.of(source.id());
        return names.flatMap(name -> source.entity(at.store(), at.workspace(), name).stream());
    }

    private ObjectNode timeline(At at, Period period) {
        List<String> kinds = Fields.of(period.request(), "body").need("startTime", "endTime")
                .choices("kinds", 3, List.of("Activity", EntityIndex.ALERT, EntityIndex.BOOKMARK)).read()
                .path("kinds").valueStream().map(kind -> kind.asString()).toList();
        List<ObjectNode> items = at.index().naming(at.name()).stream().filter(period::covers)
                .filter(source -> kinds.isEmpty() || kinds.contains(source.kind()))
                .flatMap(source -> source.document(at.store()).stream()
                        .map(found -> EntityTimeline.item(source, found, at.workspace())))
                .toList();
        ObjectNode json = ArmEnvelope.list(items);
        ObjectNode about = json.putObject("metaData").put("totalCount", items.size());
        about.set("aggregations", Entities.counts(items.stream(), "kind"));
        about.putArray("errors");
        return json;
    }
}
