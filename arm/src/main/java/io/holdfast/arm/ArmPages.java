package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// Lists in pages: `value`, and `nextLink` (an absolute URL) where there is more.
///
/// `$top` asks for less than the 1000 that a page has at most; `$skipToken`, which only `nextLink` carries,
/// names the last value of the page before, so that values that come and go between two pages neither repeat
/// others nor hide them. Source: ARM, "Paginated results".
public final class ArmPages {

    /// The most values of a page.
    public static final int MAX_VALUES = 1000;

    private static final String TOKEN = "$skiptoken";

    private ArmPages() {}

    /// A page of resources, which have an `id`.
    public static ObjectNode page(ApiRequest request, List<ObjectNode> all) {
        return page(request, all, value -> Json.text(value, "id").orElseThrow());
    }

    /// The page that a request asks for.
    ///
    /// @param all in an order that does not change
    /// @param key tells the values apart
    /// @throws ApiException 400 if `$top` or `$skipToken` is none
    public static ObjectNode page(ApiRequest request, List<ObjectNode> all,
            Function<ObjectNode, String> key) {
        int size = size(request);
        int from = last(request).map(last -> after(all, key, last)).orElse(0);
        List<ObjectNode> values = all.subList(from, Math.min(all.size(), from + size));
        ObjectNode json = ArmEnvelope.list(values);
        if (from + values.size() < all.size()) {
            json.put("nextLink", next(request, key.apply(values.getLast())));
        }
        return json;
    }

    /// How many values a request asks for at most.
    ///
    /// @throws ApiException 400 if `$top` is not 1 to 1000
    public static int size(ApiRequest request) {
        return request.query("$top").map(ArmPages::top).orElse(MAX_VALUES);
    }

    /// What tells the last value of the page before; empty for the first page.
    ///
    /// @throws ApiException 400 if `$skipToken` is none
    public static Optional<String> last(ApiRequest request) {
        return request.query(TOKEN).map(ArmPages::decoded);
    }

    private static int top(String text) {
        return Optional.of(text).filter(given -> given.matches("[0-9]{1,4}")).map(Integer::valueOf)
                .filter(top -> top >= 1 && top <= MAX_VALUES)
                .orElseThrow(() -> new ApiException(400, "InvalidTopInQueryString",
                        "The $top parameter must be a number from 1 to " + MAX_VALUES + "."));
    }

    /// Where the value after the one of a key stands; of a value that is gone, where it would have stood.
    private static int after(List<ObjectNode> all, Function<ObjectNode, String> key, String last) {
        Optional<Integer> found = IntStream.range(0, all.size()).boxed()
                .filter(i -> key.apply(all.get(i)).equalsIgnoreCase(last)).findFirst();
        return found.map(at -> at + 1).orElseGet(() -> (int) all.stream()
                .filter(value -> key.apply(value).compareToIgnoreCase(last) < 0).count());
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, "InvalidSkipToken",
                    "The $skipToken must be one that a nextLink carried.");
        }
    }

    /// The `nextLink` after a value.
    ///
    /// @param last tells the last value of this page
    public static String next(ApiRequest request, String last) {
        String token = Base64.getUrlEncoder().withoutPadding()
                .encodeToString(last.getBytes(StandardCharsets.UTF_8));
        String query = request.query().entrySet().stream().filter(entry -> !entry.getKey().equals(TOKEN))
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue())).sorted()
                .collect(Collectors.joining("&", "", "&" + encoded("$skipToken") + "=" + token));
        String path = request.segments().stream().map(ArmPages::encoded).collect(Collectors.joining("/"));
        return request.origin() + "/" + path + "?" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
