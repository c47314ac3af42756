package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentRef;
import io.holdfast.rest.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where the resources of a kind stand below the provider, such as
/// `/incidents/{incident}/comments/{comment}`, and where their documents: in the collection of the type
/// (`incidents/comments`), the partition of the parents' names in lower case (empty for none), with the
/// name in lower case as id.
///
/// @param template begins with a slash and ends with the variable of the name
/// @param type below the namespace; also names the collection and the actions
record ResourcePath(String template, String type) {

    /// A path whose type is its fixed segments.
    static ResourcePath of(String template) {
        return new ResourcePath(template, segments(template).stream().filter(part -> !part.startsWith("{"))
                .collect(Collectors.joining("/")));
    }

    private static List<String> segments(String template) {
        return Arrays.asList(template.substring(1).split("/"));
    }

    private static String variable(String segment) {
        return segment.substring(1, segment.length() - 1);
    }

    /// The path of the list.
    String list() {
        return template.substring(0, template.lastIndexOf('/'));
    }

    /// The names of the parents, as the call has them, outermost first.
    List<String> parents(Call call) {
        List<String> names = segments(list()).stream().filter(part -> part.startsWith("{"))
                .map(part -> call.variable(variable(part))).toList();
        return names;
    }

    /// The name of the resource that a call is about.
    String name(Call call) {
        return call.variable(variable(segments(template).getLast()));
    }

    /// The partition of the documents below the parents of a call.
    String partition(Call call) {
        return partition(parents(call));
    }

    static String partition(List<String> parents) {
        return String.join("/", parents).toLowerCase(Locale.ROOT);
    }

    /// The document of the resource that a call is about.
    DocumentRef ref(Call call) {
        return ref(parents(call), name(call));
    }

    DocumentRef ref(List<String> parents, String name) {
        return new DocumentRef(type, partition(parents), name.toLowerCase(Locale.ROOT));
    }

    /// The document of the parent of what a call is about; empty for resources of the workspace itself.
    Optional<DocumentRef> parent(Call call) {
        List<String> names = parents(call);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new DocumentRef(type.substring(0, type.lastIndexOf('/')),
                        partition(names.subList(0, names.size() - 1)),
                        names.getLast().toLowerCase(Locale.ROOT)));
    }

    /// The id of a resource.
    ResourceId id(ResourceId workspace, List<String> parents, String name) {
        List<String> names = new ArrayList<>(parents);
        names.add(name);
        StringBuilder path = new StringBuilder(workspace + "/providers/Microsoft.SecurityInsights");
        int next = 0;
        for (String segment : segments(template)) {
            path.append('/').append(segment.startsWith("{") ? names.get(next++) : segment);
        }
        return ResourceId.parse(path.toString());
    }
}
