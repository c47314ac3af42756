package io.holdfast.sentinel;

import io.holdfast.documents.StoredDocument;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of `queryIndicators`. Source: sentinel-api section 9.
///
/// @param asked the members of the body, checked
record IndicatorQuery(ObjectNode asked) {

    private static final int MAX_PAGE = 1_000;
    private static final int PAGE = 100;
    private static final int MAX_LIST = 100;
    private static final int MAX_CONFIDENCE = 100;
    private static final String ORDER = "sortOrder";

    /// @throws io.holdfast.rest.ApiException 400 if a member is wrong
    static IndicatorQuery of(ObjectNode body) {
        Fields fields = Fields.of(body, "body").number("pageSize", 1, MAX_PAGE)
                .number("minConfidence", 0, MAX_CONFIDENCE).number("maxConfidence", 0, MAX_CONFIDENCE)
                .instant("minValidUntil").instant("maxValidUntil").bool("includeDisabled")
                .objects("sortBy", MAX_LIST,
                        sort -> sort.required("itemKey", MAX_LIST).choice(ORDER,
                                List.of("unsorted", "ascending", "descending")));
        for (String list : List.of("sources", "patternTypes", "threatTypes", "ids", "keywords")) {
            fields.texts(list, MAX_LIST, ResourceWrite.MAX_TEXT);
        }
        return new IndicatorQuery(fields.read());
    }

    /// What is found, sorted, at most a page.
    List<StoredDocument> of(List<StoredDocument> all, Instant now) {
        Comparator<StoredDocument> order = (_, _) -> 0;
        for (JsonNode sort : asked.path("sortBy")) {
            String member = sort.path("itemKey").asString();
            ListMember key = member.equals("confidence")
                    ? ListMember.number("properties/confidence")
                    : ListMember.text("properties/" + member);
            Comparator<StoredDocument> by = (left, right) -> ListMember.compare(key.of(left.body()),
                    key.of(right.body()));
            order = switch (sort.path(ORDER).asString("")) {
                case "ascending" -> order.thenComparing(by);
                case "descending" -> order.thenComparing(by.reversed());
                default -> order;
            };
        }
        return all.stream().filter(stored -> fits(stored, now)).sorted(order)
                .limit(asked.path("pageSize").asInt(PAGE)).toList();
    }

    private boolean fits(StoredDocument stored, Instant now) {
        JsonNode properties = stored.body().path("properties");
        int confidence = properties.path("confidence").asInt(0);
        String validUntil = properties.path("validUntil").asString("");
        boolean isDisabled = properties.path("revoked").asBoolean(false)
                || (!validUntil.isEmpty() && Instant.parse(validUntil).isBefore(now));
        return confidence >= asked.path("minConfidence").asInt(0)
                && confidence <= asked.path("maxConfidence").asInt(MAX_CONFIDENCE)
                && (!isDisabled || asked.path("includeDisabled").asBoolean(false)) && isValid(validUntil)
                && holds("sources", Set.of(lower(properties.path("source"))))
                && holds("patternTypes", Set.of(lower(properties.path("patternType"))))
                && holds("threatTypes", properties.path("threatTypes").valueStream()
                        .map(IndicatorQuery::lower).collect(Collectors.toSet()))
                && holds("ids", Set.of(stored.ref().id())) && hasKeyword(properties);
    }

    private boolean isValid(String until) {
        String min = asked.path("minValidUntil").asString("");
        String max = asked.path("maxValidUntil").asString("");
        boolean late = min.isEmpty()
                || (!until.isEmpty() && !Instant.parse(until).isBefore(Instant.parse(min)));
        return late && (max.isEmpty()
                || (!until.isEmpty() && !Instant.parse(until).isAfter(Instant.parse(max))));
    }

    private boolean holds(String list, Set<String> values) {
        return asked.path(list).isEmpty()
                || asked.path(list).valueStream().anyMatch(wanted -> values.contains(lower(wanted)));
    }

    private boolean hasKeyword(JsonNode properties) {
        String text = lower(properties.path("displayName")) + "\n" + lower(properties.path("description"))
                + "\n" + lower(properties.path("pattern"));
        return asked.path("keywords").isEmpty()
                || asked.path("keywords").valueStream().anyMatch(keyword -> text.contains(lower(keyword)));
    }

    private static String lower(JsonNode text) {
        return text.asString("").toLowerCase(Locale.ROOT);
    }
}
