package io.holdfast.keyvault;

import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One page of a list: `{"value":[...],"nextLink":<absolute URL or null>}`.
///
/// @param size at most so many items
/// @param after the last id of the page before; empty text for the first page
record KeyPage(int size, String after) {

    private static final int MAX_SIZE = 25;

    /// @throws VaultException.Invalid if `maxresults` is not 1 to 25
    static KeyPage of(ApiRequest request) {
        Optional<String> given = request.query("maxresults");
        int size = given.map(KeyPage::size).orElse(MAX_SIZE);
        return new KeyPage(size, request.query("$skiptoken").orElse(""));
    }

    private static int size(String text) {
        if (text.matches("[0-9]{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MAX_SIZE) {
            return Integer.parseInt(text);
        }
        throw new VaultException.Invalid(
                "The parameter maxresults has an invalid value (must be 1 to " + MAX_SIZE + ").");
    }

    /// The page of these items.
    ///
    /// @param items in ascending order of their ids
    ObjectNode json(ApiRequest request, List<KeyView> items, Function<KeyView, String> id,
            Function<KeyView, ObjectNode> item) {
        List<KeyView> rest = items.stream().filter(view -> id.apply(view).compareTo(after) > 0).toList();
        List<KeyView> page = rest.subList(0, Math.min(size, rest.size()));
        ObjectNode json = Json.object();
        ArrayNode value = json.putArray("value");
        page.forEach(view -> value.add(item.apply(view)));
        if (page.size() < rest.size()) {
            json.put("nextLink", next(request, id.apply(page.getLast())));
        } else {
            json.putNull("nextLink");
        }
        return json;
    }

    private String next(ApiRequest request, String last) {
        String version = URLEncoder.encode(request.query("api-version").orElse(""), StandardCharsets.UTF_8);
        return request.origin() + request.path() + "?api-version=" + version + "&$skiptoken=" + last
                + "&maxresults=" + size;
    }
}
