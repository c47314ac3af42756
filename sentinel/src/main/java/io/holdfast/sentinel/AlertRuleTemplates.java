package io.holdfast.sentinel;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// `alertRuleTemplates`: a few rules to begin with, and one entry for each kind that rules cannot be
/// written of. Source: sentinel-api section 5.
final class AlertRuleTemplates {

    /// The entry of the kind `Fusion`.
    static final String FUSION = "1e3d9c0f-4a86-4f5d-9a53-2f0f4a8a7b11";

    private static final String TYPE = "alertRuleTemplates";
    private static final String ONE = SentinelProvider.BASE + "/alertRuleTemplates/{template}";
    private static final String SINCE = "2026-01-01T00:00:00Z";
    private static final List<Template> TEMPLATES = Stream.concat(Stream.of(
            new Template("1e3d9c0f-4a86-4f5d-9a53-2f0f4a8a7b01", "Many failed sign-ins of one account",
                    "An account failed to sign in 20 times within an hour.", "CredentialAccess", "T1110",
                    "SigninLogs | where ResultType != '0' | summarize Failures = count() by"
                            + " UserPrincipalName | where Failures >= 20"),
            new Template("1e3d9c0f-4a86-4f5d-9a53-2f0f4a8a7b02", "A security log was cleared",
                    "Event 1102: the audit log of a computer was cleared.", "DefenseEvasion", "T1070",
                    "SecurityEvent | where EventID == 1102 | project TimeGenerated, Computer, Account"),
            new Template("1e3d9c0f-4a86-4f5d-9a53-2f0f4a8a7b03", "Failed SSH logons from one address",
                    "One address failed to log on over SSH 20 times within an hour.", "CredentialAccess",
                    "T1110",
                    "Syslog | where ProcessName == 'sshd' and SyslogMessage has 'Failed password'"
                            + " | parse SyslogMessage with * ' from ' Address ' port ' *"
                            + " | summarize Failures = count() by Address | where Failures >= 20")),
            Stream.of(new Template(FUSION, "Fusion"),
                    new Template("1e3d9c0f-4a86-4f5d-9a53-2f0f4a8a7b12", "MicrosoftSecurityIncidentCreation"),
                    new Template("1e3d9c0f-4a86-4f5d-9a53-2f0f4a8a7b13", "MLBehaviorAnalytics"),
                    new Template("1e3d9c0f-4a86-4f5d-9a53-2f0f4a8a7b14", "ThreatIntelligence")))
            .toList();

    private final OnboardedWorkspaces workspaces;

    AlertRuleTemplates(OnboardedWorkspaces workspaces) {
        this.workspaces = workspaces;
    }

    /// A template, as its kind and its members.
    private record Template(String name, String kind, Map<String, String> members) {

        Template(String name, String title, String description, String tactic, String technique,
                String query) {
            this(name, "Scheduled",
                    Map.of("displayName", title, "description", description, "tactics", tactic,
                            "techniques", technique, "query", query));
        }

        Template(String name, String kind) {
            this(name, kind, Map.of("displayName", kind, "description",
                    "Rules of the kind " + kind + " are read-only and do not run here."));
        }

        ObjectNode properties(long rules) {
            boolean isScheduled = kind.equals("Scheduled");
            ObjectNode json = Json.object()
                    .put("status", isScheduled ? "Available" : "NotAvailable").put("severity", "Medium")
                    .put("createdDateUTC", SINCE).put("lastUpdatedDateUTC", SINCE)
                    .put("alertRulesCreatedByTemplateCount", rules);
            json.putArray("requiredDataConnectors");
            if (kind.equals("MicrosoftSecurityIncidentCreation")) {
                json.put("productFilter", "Azure Security Center");
            }
            members.forEach((name, value) -> {
                if (name.startsWith("t")) {
                    json.putArray(name).add(value);
                } else {
                    json.put(name, value);
                }
            });
            return isScheduled
                    ? json.put("queryFrequency", "PT1H").put("queryPeriod", "PT1H")
                            .put("triggerOperator", "GreaterThan").put("triggerThreshold", 0)
                            .put("version", "1.0.0")
                    : json;
        }
    }

    List<Route> routes(Authorizer authorizer) {
        Access read = ArmAccess.action(authorizer, "Microsoft.SecurityInsights/alertRuleTemplates/read");
        return List.of(Route.of("GET", SentinelProvider.BASE + "/alertRuleTemplates", read, this::list),
                Route.of("GET", ONE, read, this::get));
    }

    static String type() {
        return TYPE;
    }

    private ApiResponse list(Call call) {
        OnboardingState state = workspaces.require(call);
        List<StoredDocument> rules = rules(state);
        return ApiResponse.json(200, ArmEnvelope
                .list(TEMPLATES.stream().map(template -> shown(state, template, rules)).toList()));
    }

    private ApiResponse get(Call call) {
        OnboardingState state = workspaces.require(call);
        String name = call.variable("template");
        Template found = TEMPLATES.stream().filter(template -> template.name().equalsIgnoreCase(name))
                .findFirst().orElseThrow(() -> ArmErrors.notFound(
                        state.workspace().resource("Microsoft.SecurityInsights", TYPE, name)));
        return ApiResponse.json(200, shown(state, found, rules(state)));
    }

    private List<StoredDocument> rules(OnboardingState state) {
        return workspaces.documents(state, store -> store.list(AlertRules.PATH.type(), ""));
    }

    private static ObjectNode shown(OnboardingState state, Template template, List<StoredDocument> all) {
        long rules = all.stream()
                .filter(rule -> rule.body().path("properties").path("alertRuleTemplateName").asString("")
                        .equalsIgnoreCase(template.name()))
                .count();
        ObjectNode json = Json.object()
                .put("id", state.workspace()
                        .resource("Microsoft.SecurityInsights", TYPE, template.name()).toString())
                .put("name", template.name()).put("type", "Microsoft.SecurityInsights/" + TYPE)
                .put("kind", template.kind());
        json.set("properties", template.properties(rules));
        return json;
    }
}
