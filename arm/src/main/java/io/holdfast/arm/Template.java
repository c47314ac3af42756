package io.holdfast.arm;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An ARM template with its parameters filled in: the resources that it makes, in an order in which each
/// follows those that it depends on. Immutable.
///
/// Source: "Understand the structure and syntax of ARM templates". Left out, and refused by name: functions
/// other than [TemplateScope]'s, `copy`, `condition`, user functions, linked and nested templates.
///
/// @param outputs names to `{"type","value"}`
record Template(List<TemplateResource> resources, ObjectNode parameters, ObjectNode outputs) {

    private static final int MAX_RESOURCES = 800;
    private static final Set<String> MEMBERS = Set.of("$schema", "contentversion", "parameters", "variables",
            "resources", "outputs", "metadata", "apiprofile");
    private static final Set<String> SECURE = Set.of("securestring", "secureobject");

    /// The types that a template may hold.
    private static final Set<String> TYPES = Set.of("microsoft.keyvault/vaults",
            "microsoft.keyvault/vaults/accesspolicies", "microsoft.operationalinsights/clusters",
            "microsoft.operationalinsights/workspaces", "microsoft.operationalinsights/workspaces/tables",
            "microsoft.operationalinsights/workspaces/linkedservices",
            "microsoft.operationalinsights/workspaces/linkedstorageaccounts",
            "microsoft.operationalinsights/workspaces/savedsearches",
            "microsoft.managedidentity/userassignedidentities",
            "microsoft.securityinsights/onboardingstates");

    /// Reads a template and checks all of it.
    ///
    /// @param group of the deployment
    /// @param given `{"name":{"value":...}}`
    /// @throws ApiException 400 if it is none, or asks for what is not offered
    static Template parse(ResourceId group, ObjectNode template, ObjectNode given) {
        template.properties().forEach(member -> {
            if (!MEMBERS.contains(member.getKey().toLowerCase(Locale.ROOT))) {
                throw unsupported("the member '" + member.getKey() + "' of a template");
            }
        });
        ObjectNode declared = Json.child(template, "parameters");
        TemplateScope defaults = new TemplateScope(group, Json.object(), Json.object());
        ObjectNode values = values(declared, given, defaults);
        TemplateScope scope = new TemplateScope(group, values, Json.child(template, "variables"));
        List<TemplateResource> resources = new ArrayList<>();
        for (JsonNode resource : template.path("resources")) {
            TemplateResource.parse(group, scope, resource, resources);
        }
        if (resources.size() > MAX_RESOURCES) {
            throw invalid("it holds " + resources.size() + " resources; at most " + MAX_RESOURCES
                    + " are allowed");
        }
        resources.forEach(Template::check);
        return new Template(ordered(resources), shown(declared, values),
                outputs(scope, Json.child(template, "outputs")));
    }

    private static ObjectNode values(ObjectNode declared, ObjectNode given, TemplateScope defaults) {
        for (String name : given.propertyNames()) {
            if (!declared.has(name)) {
                throw invalid("the parameter '" + name + "' is given but not declared");
            }
        }
        ObjectNode values = Json.object();
        declared.properties().forEach(parameter -> {
            JsonNode value = given.path(parameter.getKey()).path("value");
            if (value.isMissingNode()) {
                value = defaults.evaluated(parameter.getValue().path("defaultValue"));
            }
            if (value.isMissingNode()) {
                throw invalid("the parameter '" + parameter.getKey() + "' has no value");
            }
            JsonNode allowed = parameter.getValue().path("allowedValues");
            JsonNode chosen = value;
            if (allowed.isArray() && allowed.valueStream().noneMatch(chosen::equals)) {
                throw invalid("the value of the parameter '" + parameter.getKey()
                        + "' is not one of those that are allowed");
            }
            values.set(parameter.getKey(), value);
        });
        return values;
    }

    private static ObjectNode shown(ObjectNode declared, ObjectNode values) {
        ObjectNode shown = Json.object();
        declared.properties().forEach(parameter -> {
            String type = Json.text(parameter.getValue(), "type").orElse("string");
            ObjectNode one = shown.putObject(parameter.getKey()).put("type", type);
            if (!SECURE.contains(type.toLowerCase(Locale.ROOT))) {
                one.set("value", values.path(parameter.getKey()));
            }
        });
        return shown;
    }

    private static ObjectNode outputs(TemplateScope scope, ObjectNode declared) {
        ObjectNode outputs = Json.object();
        declared.properties().forEach(output -> outputs.putObject(output.getKey())
                .put("type", Json.text(output.getValue(), "type").orElse("string"))
                .set("value", scope.evaluated(output.getValue().path("value"))));
        return outputs;
    }

    private static void check(TemplateResource resource) {
        String type = resource.id().resourceType().toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            throw unsupported("a resource of the type '" + resource.id().resourceType() + "'");
        }
        if (type.equals("microsoft.securityinsights/onboardingstates")
                && resource.body().path("properties").path("customerManagedKey").asBoolean(false)) {
            throw ApiError.of(400, "CustomerManagedKeyOnboardingByTemplateNotSupported",
                    "A workspace is not onboarded to Sentinel with a customer-managed key by a template:"
                            + " use the REST API. PUT " + resource.id()
                            + " with properties.customerManagedKey true, after the template is deployed"
                            + " without that resource. Nothing was deployed.")
                    .withTarget(resource.id().toString()).toException();
        }
    }

    /// Each after those that it depends on, else as the template has them.
    private static List<TemplateResource> ordered(List<TemplateResource> resources) {
        Map<ResourceId, TemplateResource> waiting = new LinkedHashMap<>();
        for (TemplateResource resource : resources) {
            if (waiting.put(resource.id(), resource) != null) {
                throw invalid("it holds the resource '" + resource.id() + "' twice");
            }
        }
        Map<TemplateResource, List<ResourceId>> needs = resources.stream().collect(Collectors.toMap(
                resource -> resource, resource -> needed(resource, resources), (first, second) -> first,
                LinkedHashMap::new));
        List<TemplateResource> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Optional<TemplateResource> next = waiting.values().stream()
                    .filter(resource -> needs.getOrDefault(resource, List.of()).stream()
                            .noneMatch(waiting::containsKey))
                    .findFirst();
            TemplateResource ready = next.orElseThrow(() -> invalid(
                    "these resources depend on each other: " + waiting.keySet()));
            waiting.remove(ready.id());
            ordered.add(ready);
        }
        return List.copyOf(ordered);
    }

    private static List<ResourceId> needed(TemplateResource resource, List<TemplateResource> all) {
        return resource.dependsOn().stream().map(text -> all.stream().map(TemplateResource::id)
                .filter(id -> means(text, id)).findFirst()
                .orElseThrow(() -> invalid("the resource '" + resource.id() + "' depends on '" + text
                        + "', which the template does not hold")))
                .toList();
    }

    /// By id, by type and names, or by name alone.
    private static boolean means(String text, ResourceId id) {
        String typed = id.toString().substring(id.toString().lastIndexOf("/providers/") + 11);
        return text.equalsIgnoreCase(id.toString()) || text.equalsIgnoreCase(typed)
                || text.equalsIgnoreCase(id.resourceType() + "/" + id.fullName())
                || text.equalsIgnoreCase(id.name());
    }

    static ApiException invalid(String what) {
        return new ApiException(400, "InvalidTemplate", "The template is not valid: " + what + ".");
    }

    static ApiException unsupported(String what) {
        return new ApiException(400, "TemplateFeatureNotSupported", "Not offered: " + what
                + ". Templates may hold the types "
                + TYPES.stream().sorted().collect(Collectors.joining(", ")) + ".");
    }

    /// The namespaces and types of a template's resource: `Microsoft.KeyVault/vaults`, in parts.
    static List<String> parts(String text) {
        return Arrays.asList(text.split("/"));
    }
}
