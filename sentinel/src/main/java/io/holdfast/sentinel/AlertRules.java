package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.kql.KqlException;
import io.holdfast.loganalytics.WorkspaceView;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// `alertRules` of the kinds `Scheduled` and `NRT`. Source: sentinel-api sections 5, 15 and 16.
///
/// A document's `properties` are those of the API, checked, with the values of [RuleBody]; nothing of the
/// runs of a rule stands in them.
final class AlertRules extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/alertRules/{rule}");
    static final List<String> WRITABLE = List.of("Scheduled", "NRT");
    /// Kinds whose rules this product has no engine for.
    static final List<String> READ_ONLY = List.of("Fusion", "MicrosoftSecurityIncidentCreation",
            "MLBehaviorAnalytics", "ThreatIntelligence");

    private static final int MAX = 4_096;
    /// The most that may be enabled, by kind.
    private static final Map<String, Integer> MAX_ENABLED = Map.of("Scheduled", 512, "NRT", 50);
    private static final Pattern ALL_TABLES = Pattern.compile("\\b(search|union)\\s+\\*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern OTHER_WORKSPACE = Pattern.compile("\\bworkspace\\s*\\(",
            Pattern.CASE_INSENSITIVE);
    private static final String PROPERTIES = "properties";
    private static final String ENABLED = "enabled";
    private static final String KIND = "kind";
    private static final String SCHEDULED = "Scheduled";

    private final QueryCheck queries;

    AlertRules(QueryCheck queries) {
        super(PATH, MAX, ConfigurationAudit.Extent.STATES);
        this.queries = queries;
    }

    @Override
    List<ListMember> members() {
        return List.of(ListMember.text(KIND), ListMember.text("properties/displayName"),
                ListMember.text("properties/severity"), ListMember.text("properties/alertRuleTemplateName"),
                ListMember.time("properties/lastModifiedUtc"));
    }

    @Override
    List<ResourcePath> children() {
        return List.of(RuleActions.PATH);
    }

    /// The members, then the query as the workspace's tables have it.
    @Override
    void check(Caller caller, WorkspaceView workspace, ObjectNode request) {
        String query = RuleBody.read(Fields.of(request.path(PROPERTIES), PROPERTIES),
                kind(request).equals(SCHEDULED)).required("query").stringValue();
        if (ALL_TABLES.matcher(query).find()) {
            throw badQuery("UnsupportedQuery",
                    "the query of a rule must not contain 'search *' or 'union *'");
        }
        if (kind(request).equals("NRT") && OTHER_WORKSPACE.matcher(query).find()) {
            throw badQuery("UnsupportedQuery", "the query of an NRT rule reads its own workspace only");
        }
        try {
            queries.check(caller, workspace, query);
        } catch (KqlException e) {
            throw badQuery(e.code(), "line " + e.line() + ", column " + e.column() + ": " + e.getMessage());
        }
    }

    private static String kind(ObjectNode request) {
        String asked = Json.text(request, KIND).orElse("");
        if (READ_ONLY.stream().anyMatch(asked::equalsIgnoreCase)) {
            throw new ApiException(400, "BadRequest", "Rules of the kind " + asked
                    + " are read-only here: only Scheduled and NRT rules can be written.");
        }
        return WRITABLE.stream().filter(asked::equalsIgnoreCase).findFirst()
                .orElseThrow(() -> ArmErrors.invalidParameter(KIND,
                        "'kind' must be one of " + String.join(", ", WRITABLE) + "."));
    }

    private static ApiException badQuery(String code, String what) {
        return new ApiException(400, "BadRequest", code + ": " + what + ".");
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        String kind = kind(write.request());
        write.former().flatMap(former -> Json.text(former.body(), KIND)).filter(was -> !was.equals(kind))
                .ifPresent(was -> {
                    throw ArmErrors.conflict("The rule is of the kind " + was + ", which cannot be changed.");
                });
        ObjectNode properties = RuleBody.read(write.fields(), kind.equals(SCHEDULED));
        requireRoom(write, kind, properties);
        properties.put("lastModifiedUtc", write.now().toString());
        return ResourceWrite.document(properties).put(KIND, kind);
    }

    private static void requireRoom(ResourceWrite write, String kind, ObjectNode properties) {
        if (!properties.path(ENABLED).asBoolean()) {
            return;
        }
        int max = MAX_ENABLED.getOrDefault(kind, MAX);
        if (write.documents().count(PATH.type(), "") < max) {
            return;
        }
        long enabled = write.documents().list(PATH.type(), "").stream()
                .filter(other -> !other.ref().id().equalsIgnoreCase(write.name()))
                .filter(other -> other.body().path(KIND).asString("").equals(kind)
                        && other.body().path(PROPERTIES).path(ENABLED).asBoolean())
                .count();
        if (enabled >= max) {
            throw new ApiException(400, "BadRequest", "There are " + max + " enabled " + kind
                    + " rules, which is the most there may be.");
        }
    }
}
