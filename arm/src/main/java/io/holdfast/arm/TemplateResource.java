package io.holdfast.arm;

import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A resource that a template makes: the PUT that it stands for.
///
/// @param body of the PUT
/// @param dependsOn as the template names them
record TemplateResource(ResourceId id, String apiVersion, ObjectNode body, List<String> dependsOn) {

    private static final Set<String> BODY = Set.of("location", "tags", "sku", "kind", "identity",
            "properties", "etag", "plan", "zones");
    private static final Set<String> OTHERS = Set.of("type", "name", "apiversion", "dependson", "resources",
            "scope", "comments", "metadata");
    private static final String PROVIDERS = "providers";

    /// Reads a resource and those within it.
    static void parse(ResourceId group, TemplateScope scope, JsonNode given, List<TemplateResource> all) {
        parse(group, scope, given, new Parent("", ""), all);
    }

    private static void parse(ResourceId group, TemplateScope scope, JsonNode given, Parent parent,
            List<TemplateResource> all) {
        if (!(given instanceof ObjectNode resource)) {
            throw Template.invalid("a resource is no object");
        }
        ObjectNode body = Json.object();
        resource.properties().forEach(member -> {
            if (BODY.contains(member.getKey())) {
                body.set(member.getKey(), scope.evaluated(member.getValue()));
            } else if (!OTHERS.contains(member.getKey().toLowerCase(Locale.ROOT))) {
                throw Template.unsupported("the member '" + member.getKey() + "' of a resource");
            }
        });
        String type = parent.type() + text(scope, resource, "type");
        String name = parent.name() + text(scope, resource, "name");
        List<String> dependsOn = new ArrayList<>();
        resource.path("dependsOn").forEach(one -> dependsOn.add(scope.evaluated(one).asString()));
        ResourceId id = id(group, scope, resource, type, name);
        if (!parent.type().isEmpty()) {
            dependsOn.add(id.parent().orElseThrow().toString());
        }
        all.add(new TemplateResource(id, text(scope, resource, "apiVersion"), body, List.copyOf(dependsOn)));
        for (JsonNode child : resource.path("resources")) {
            parse(group, scope, child, new Parent(type + "/", name + "/"), all);
        }
    }

    private static String text(TemplateScope scope, ObjectNode resource, String member) {
        JsonNode value = scope.evaluated(resource.path(member));
        if (!value.isString() || value.stringValue().isBlank()) {
            throw Template.invalid("a resource lacks its " + member);
        }
        return value.stringValue();
    }

    /// Of an extension, either `scope` says what it extends, or type and name hold both, as in
    /// `Microsoft.A/b/providers/c` and `b1/Microsoft.D/c1`.
    private static ResourceId id(ResourceId group, TemplateScope scope, ObjectNode resource, String type,
            String name) {
        if (resource.has("scope")) {
            return TemplateScope.resource(extended(group, text(scope, resource, "scope")), type,
                    Template.parts(name));
        }
        List<String> types = Template.parts(type);
        List<String> names = Template.parts(name);
        int at = IntStream.range(1, types.size()).filter(i -> types.get(i).equalsIgnoreCase(PROVIDERS))
                .findFirst().orElse(-1);
        if (at < 0) {
            return TemplateScope.resource(group, type, names);
        }
        if (names.size() != types.size() - 1) {
            throw Template.invalid("the type '" + type + "' has " + (types.size() - 1) + " names, not "
                    + names.size());
        }
        ResourceId base = TemplateScope.resource(group, String.join("/", types.subList(0, at)),
                names.subList(0, at - 1));
        String extension = names.get(at - 1) + "/" + String.join("/", types.subList(at + 1, types.size()));
        return TemplateScope.resource(base, extension, names.subList(at, names.size()));
    }

    /// A full id, or type and names within the group.
    private static ResourceId extended(ResourceId group, String text) {
        return ResourceId.tryParse(text).or(() -> ResourceId.tryParse(group + "/providers/" + text))
                .orElseThrow(() -> Template.invalid("the scope '" + text + "' is no resource"));
    }

    private record Parent(String type, String name) {}
}
