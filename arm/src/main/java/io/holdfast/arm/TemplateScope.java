package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What expressions of one template can name: its parameters, its variables, and the four functions
/// `parameters`, `variables`, `concat` and `resourceId`. Not thread-safe.
final class TemplateScope {

    private static final String OFFERED = "parameters, variables, concat and resourceId";

    private final ResourceId group;
    private final ObjectNode parameters;
    private final ObjectNode variables;
    // The variables that are being evaluated, to see that none needs itself.
    private final Deque<String> pending = new ArrayDeque<>();

    /// @param group of the deployment
    /// @param parameters names to values
    /// @param variables as the template has them
    TemplateScope(ResourceId group, ObjectNode parameters, ObjectNode variables) {
        this.group = group;
        this.parameters = parameters;
        this.variables = variables;
    }

    /// The value with all expressions in it evaluated.
    JsonNode evaluated(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode result = Json.object();
            object.properties().forEach(member -> result.set(member.getKey(), evaluated(member.getValue())));
            return result;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode result = Json.array();
            array.forEach(element -> result.add(evaluated(element)));
            return result;
        }
        return value.isString() ? evaluated(value.stringValue(), value) : value;
    }

    private JsonNode evaluated(String text, JsonNode value) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return value;
        }
        if (text.startsWith("[[")) {
            return text(text.substring(1));
        }
        return TemplateExpression.evaluate(text.substring(1, text.length() - 1), this::call);
    }

    private JsonNode call(String name, List<JsonNode> arguments) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "parameters" -> parameter(only(name, arguments));
            case "variables" -> variable(only(name, arguments));
            case "concat" -> concat(arguments);
            case "resourceid" -> text(resourceId(arguments).toString());
            default -> throw new ApiException(400, "TemplateFunctionNotSupported",
                    "The template function '" + name + "' is not offered: a template may use " + OFFERED
                            + ". Give the value as a parameter instead.");
        };
    }

    private static String only(String function, List<JsonNode> arguments) {
        if (arguments.size() != 1 || !arguments.getFirst().isString()) {
            throw Template.invalid("the function '" + function + "' takes one name");
        }
        return arguments.getFirst().stringValue();
    }

    private JsonNode parameter(String name) {
        return parameters.properties().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .findFirst().orElseThrow(() -> Template.invalid("there is no parameter '" + name + "'"))
                .getValue();
    }

    private JsonNode variable(String name) {
        JsonNode raw = variables.properties().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .findFirst().orElseThrow(() -> Template.invalid("there is no variable '" + name + "'"))
                .getValue();
        String key = name.toLowerCase(Locale.ROOT);
        if (pending.contains(key)) {
            throw Template.invalid("the variable '" + name + "' needs itself");
        }
        pending.push(key);
        try {
            return evaluated(raw);
        } finally {
            pending.pop();
        }
    }

    private static JsonNode concat(List<JsonNode> arguments) {
        if (arguments.stream().anyMatch(JsonNode::isObject)
                || (arguments.stream().anyMatch(JsonNode::isArray)
                        && !arguments.stream().allMatch(JsonNode::isArray))) {
            throw Template.invalid("the function 'concat' takes texts or lists");
        }
        if (!arguments.isEmpty() && arguments.getFirst().isArray()) {
            ArrayNode all = Json.array();
            arguments.forEach(list -> list.forEach(all::add));
            return all;
        }
        return text(arguments.stream().map(JsonNode::asString).collect(Collectors.joining()));
    }

    /// `[subscription,] [group,] type, name...`: a name for each part of the type.
    private ResourceId resourceId(List<JsonNode> arguments) {
        List<String> texts = arguments.stream().map(JsonNode::asString).toList();
        int at = 0;
        while (at < texts.size() && !texts.get(at).contains("/")) {
            at++;
        }
        if (at > 2 || at == texts.size()) {
            throw Template.invalid("the function 'resourceId' takes a type such as Microsoft.KeyVault/vaults "
                    + "and its names, before them at most a subscription and a resource group");
        }
        ResourceId scope = switch (at) {
            case 0 -> group;
            case 1 -> ResourceId.group(group.subscriptionId(), texts.getFirst());
            default -> ResourceId.group(texts.getFirst(), texts.get(1));
        };
        return resource(scope, texts.get(at), texts.subList(at + 1, texts.size()));
    }

    /// The id of a resource by its type and the names of each part of it.
    static ResourceId resource(ResourceId scope, String type, List<String> names) {
        List<String> parts = Arrays.asList(type.split("/"));
        if (parts.size() != names.size() + 1) {
            throw Template.invalid("the type '" + type + "' has " + (parts.size() - 1) + " names, not "
                    + names.size());
        }
        List<String> path = new ArrayList<>(List.of(scope.toString(), "providers", parts.getFirst()));
        for (int i = 0; i < names.size(); i++) {
            path.add(parts.get(i + 1));
            path.add(names.get(i));
        }
        return ResourceId.tryParse(String.join("/", path))
                .orElseThrow(
                        () -> Template.invalid("a resource of the type '" + type + "' has no valid name"));
    }

    private static JsonNode text(String value) {
        return Json.array().add(value).get(0);
    }
}
