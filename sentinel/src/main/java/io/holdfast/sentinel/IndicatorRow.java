package io.holdfast.sentinel;

import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Indicators as rows of the table `ThreatIntelligenceIndicator`: one for each time that an indicator is written, and
/// one that is not active when it is deleted. Source: Azure Monitor reference, page "ThreatIntelligenceIndicator", and
/// STIX 2.1, section 9 (patterns). Pure functions.
final class IndicatorRow {

    /// The column by which a row is known again.
    static final String ITEM_ID = IncidentRow.ITEM_ID;

    /// When indicators expire that do not say.
    private static final String NEVER = "9999-12-31T23:59:59Z";
    /// A comparison of a pattern, such as `file:hashes.'SHA-256' = 'ab12'`: what, and its text.
    private static final Pattern COMPARISON = Pattern
            .compile("([a-z0-9-]+:[\\w.'-]+)\\s*=\\s*'((?:[^'\\\\]|\\\\.)*)'");
    private static final String HASHES = "file:hashes.";
    private static final String ADDRESS = "NetworkIP";
    private static final String SENDER = "EmailSenderAddress";
    /// The columns that hold what patterns name.
    private static final Map<String, String> COLUMNS = Map.ofEntries(Map.entry("ipv4-addr:value", ADDRESS),
            Map.entry("ipv6-addr:value", ADDRESS), Map.entry("domain-name:value", "DomainName"),
            Map.entry("url:value", "Url"), Map.entry("network-traffic:src_ref.value", "NetworkSourceIP"),
            Map.entry("network-traffic:dst_ref.value", "NetworkDestinationIP"),
            Map.entry("email-addr:value", SENDER), Map.entry("email-message:from_ref.value", SENDER),
            Map.entry("email-message:sender_ref.value", SENDER),
            Map.entry("email-message:subject", "EmailSubject"),
            Map.entry("file:name", "FileName"), Map.entry("mutex:name", "FileMutexName"));

    private IndicatorRow() {}

    /// Puts the row of an indicator, as it is written in this transaction, into the outbox.
    ///
    /// @param exists whether it is there afterwards
    static void send(DocumentTransaction documents, StoredDocument indicator, boolean exists, Instant now) {
        JsonNode properties = indicator.body().path("properties");
        String name = indicator.body().path("name").asString(indicator.ref().id());
        String source = properties.path("source").asString("");
        ObjectNode row = Json.object().put("TimeGenerated", now.toString())
                .put(ITEM_ID, name + "/" + documents.next("indicator-rows")).put("IndicatorId", name)
                .put("ExternalIndicatorId", properties.path("externalId").asString("")).put("Action", "alert")
                .put("Active", exists && !properties.path("revoked").asBoolean(false))
                .put("ExpirationDateTime", properties.path("validUntil").asString(NEVER))
                .put("SourceSystem", source).put("IndicatorProvider", source)
                .put("Description", Json.text(Json.child(indicator.body(), "properties"), "description")
                        .orElseGet(() -> properties.path("displayName").asString("")))
                .put("ThreatType", texts(properties.path("threatTypes")))
                .put("Tags", texts(properties.path("threatIntelligenceTags")));
        if (properties.has("confidence")) {
            row.put("ConfidenceScore", properties.path("confidence").asDouble());
        }
        observe(row, properties.path("pattern").asString(""));
        Outbox.add(documents, Outbox.INDICATORS, row);
    }

    private static String texts(JsonNode list) {
        return list.valueStream().map(text -> text.asString("")).collect(Collectors.joining(", "));
    }

    /// Sets the columns of what a pattern names; of several in one column the first.
    private static void observe(ObjectNode row, String pattern) {
        Matcher comparisons = COMPARISON.matcher(pattern);
        while (comparisons.find()) {
            String what = comparisons.group(1);
            String value = comparisons.group(2).replaceAll("\\\\(.)", "$1");
            if (what.startsWith(HASHES)) {
                setIfAbsent(row, "FileHashType",
                        what.substring(HASHES.length()).replaceAll("[^\\w]", "").toUpperCase(Locale.ROOT));
                setIfAbsent(row, "FileHashValue", value);
            } else if (COLUMNS.containsKey(what)) {
                String column = COLUMNS.get(what);
                setIfAbsent(row, column.equals(ADDRESS) && value.contains("/") ? "NetworkCidrBlock" : column,
                        value);
                if (column.equals(SENDER)) {
                    setIfAbsent(row, "EmailSourceDomain", value.substring(value.indexOf('@') + 1));
                }
            }
        }
    }

    private static void setIfAbsent(ObjectNode row, String column, String value) {
        if (!row.has(column)) {
            row.put(column, value);
        }
    }
}
