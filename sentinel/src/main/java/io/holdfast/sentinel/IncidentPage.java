package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Which incidents a list answers: `$orderby`, `$top` and `$skipToken`. Source: sentinel-api section 4.
///
/// The token is the number of incidents before the page.
///
/// @param top how many
/// @param skip how many come before
/// @param order in which they stand; the newest first unless asked otherwise
record IncidentPage(int top, int skip, Comparator<StoredDocument> order) {

    private static final int MAX_TOP = 1_000;
    private static final int DEFAULT_TOP = 50;
    private static final Pattern ORDER = Pattern.compile("(\\S+)(?:\\s+(asc|desc))?");
    private static final String SKIP_TOKEN = "$skipToken";
    private static final Map<String, Comparator<StoredDocument>> ORDERS = Map.of("properties/incidentnumber",
            Comparator.comparingLong(document -> property(document, "incidentNumber").asLong()),
            "properties/createdtimeutc",
            byTime("createdTimeUtc"), "properties/lastmodifiedtimeutc", byTime("lastModifiedTimeUtc"));

    /// @throws ApiException 400 if a parameter is wrong, or is `$filter`, which is not offered
    static IncidentPage of(ApiRequest request) {
        if (request.query("$filter").isPresent()) {
            throw new ApiException(400, "FilterNotSupported",
                    "Incidents cannot be filtered: leave $filter out and use $orderby, $top and $skipToken.");
        }
        return new IncidentPage(number(request, "$top", DEFAULT_TOP, 1, MAX_TOP),
                number(request, "$skiptoken", 0, 0, Integer.MAX_VALUE), order(request.query("$orderby")));
    }

    /// What is on the page.
    List<StoredDocument> of(List<StoredDocument> all) {
        return all.stream().sorted(order).skip(skip).limit(top).toList();
    }

    /// The address of the next page; empty on the last one.
    Optional<String> next(ApiRequest request, int all) {
        if (skip + (long) top >= all) {
            return Optional.empty();
        }
        String path = request.segments().stream().map(IncidentPage::encoded)
                .collect(Collectors.joining("/", "/", ""));
        String query = request.query().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("$skiptoken"))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return Optional.of(request.origin() + path + "?" + query + "&" + SKIP_TOKEN + "=" + (skip + top));
    }

    private static int number(ApiRequest request, String name, int absent, int min, int max) {
        Optional<String> text = request.query(name);
        if (text.isEmpty()) {
            return absent;
        }
        boolean digits = text.get().matches("[0-9]{1,9}");
        int value = digits ? Integer.parseInt(text.get()) : -1;
        if (value < min || value > max) {
            throw ArmErrors.invalidParameter(name,
                    "'" + name + "' must be a number from " + min + " to " + max + ".");
        }
        return value;
    }

    private static Comparator<StoredDocument> order(Optional<String> asked) {
        Matcher words = ORDER
                .matcher(asked.orElse("properties/incidentNumber desc").strip().toLowerCase(Locale.ROOT));
        Comparator<StoredDocument> order = words.matches() ? ORDERS.get(words.group(1)) : null;
        if (order == null) {
            throw ArmErrors.invalidParameter("$orderby",
                    "'$orderby' must be one of properties/incidentNumber,"
                            + " properties/createdTimeUtc and properties/lastModifiedTimeUtc, then asc or"
                            + " desc.");
        }
        Comparator<StoredDocument> asDirected = "desc".equals(words.group(2)) ? order.reversed() : order;
        return asDirected.thenComparing(document -> document.ref().id());
    }

    private static Comparator<StoredDocument> byTime(String name) {
        return Comparator.comparing(document -> Instant.parse(property(document, name).asString()));
    }

    private static JsonNode property(StoredDocument document, String name) {
        return document.body().path("properties").path(name);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
