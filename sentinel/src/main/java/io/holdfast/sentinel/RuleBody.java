package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The properties of alert rules. Source: sentinel-api sections 5, 15, 16 and 17. Pure functions.
final class RuleBody {

    static final int MAX_QUERY = 10_000;

    private static final int MAX_NAME = 256;
    private static final int MAX_DESCRIPTION = 5_000;
    private static final int MAX_LIST = 100;
    private static final int MAX_MAPPINGS = 10;
    private static final int MAX_IDENTIFIERS = 3;
    private static final int MAX_CUSTOM_DETAILS = 20;
    private static final int MAX_DYNAMIC = 50;
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(14);
    private static final Duration LONGEST_SUPPRESSION = Duration.ofDays(1);
    private static final String FREQUENCY = "queryFrequency";
    private static final String PERIOD = "queryPeriod";
    /// Which identifiers a mapping of an entity may name.
    private static final Map<String, List<String>> IDENTIFIERS = Map.ofEntries(
            Map.entry("Account", List.of("Name", "FullName", "NTDomain", "DnsDomain", "UPNSuffix", "Sid",
                    "AadTenantId", "AadUserId", "PUID", "IsDomainJoined", "DisplayName", "ObjectGuid")),
            Map.entry("Host", List.of("DnsDomain", "NTDomain", "HostName", "FullName", "NetBiosName",
                    "AzureID", "OMSAgentID", "OSFamily", "OSVersion", "IsDomainJoined")),
            Map.entry("IP", List.of("Address", "AddressScope")), Map.entry("URL", List.of("Url")),
            Map.entry("AzureResource", List.of("ResourceId")),
            Map.entry("CloudApplication", List.of("AppId", "Name", "InstanceName")),
            Map.entry("DNS", List.of("DomainName")), Map.entry("File", List.of("Directory", "Name")),
            Map.entry("FileHash", List.of("Algorithm", "Value")),
            Map.entry("Malware", List.of("Name", "Category")),
            Map.entry("Process", List.of("ProcessId", "CommandLine", "ElevationToken", "CreationTimeUtc")),
            Map.entry("RegistryKey", List.of("Hive", "Key")),
            Map.entry("RegistryValue", List.of("Name", "Value", "ValueType")),
            Map.entry("SecurityGroup", List.of("DistinguishedName", "SID", "ObjectGuid")),
            Map.entry("Mailbox", List.of("MailboxPrimaryAddress", "DisplayName", "Upn",
                    "ExternalDirectoryObjectId", "RiskLevel")));

    private RuleBody() {}

    /// Reads and checks the properties of a rule.
    static ObjectNode read(Fields fields, boolean isScheduled) {
        Fields read = fields.need("enabled", "suppressionEnabled", "suppressionDuration")
                .required("displayName", MAX_NAME).text("description", MAX_DESCRIPTION).bool("enabled")
                .requiredChoice("severity", Incidents.SEVERITIES).required("query", MAX_QUERY)
                .bool("suppressionEnabled").duration("suppressionDuration", SHORTEST, LONGEST_SUPPRESSION)
                .choices("tactics", MAX_LIST, Tactics.ALL).texts("techniques", MAX_LIST, MAX_NAME)
                .texts("subTechniques", MAX_LIST, MAX_NAME).text("alertRuleTemplateName", MAX_NAME)
                .text("templateVersion", MAX_NAME)
                .object("eventGroupingSettings",
                        grouping -> grouping.choice("aggregationKind",
                                List.of("SingleAlert", "AlertPerResult")))
                .textsByName("customDetails", MAX_CUSTOM_DETAILS, MAX_NAME)
                .objects("entityMappings", MAX_MAPPINGS, RuleBody::mapping)
                .objects("sentinelEntitiesMappings", 1, mapping -> mapping.required("columnName", MAX_NAME))
                .object("alertDetailsOverride", RuleBody::override)
                .object("incidentConfiguration", RuleBody::incidents);
        if (isScheduled) {
            read.need(FREQUENCY, PERIOD, "triggerThreshold").duration(FREQUENCY, SHORTEST, LONGEST)
                    .duration(PERIOD, SHORTEST, LONGEST)
                    .requiredChoice("triggerOperator",
                            List.of("GreaterThan", "LessThan", "Equal", "NotEqual"))
                    .number("triggerThreshold", 0, MAX_QUERY);
            requireWholePeriod(read.read());
        }
        return read.read();
    }

    private static void requireWholePeriod(ObjectNode properties) {
        Duration frequency = Duration.parse(properties.path(FREQUENCY).asString());
        Duration period = Duration.parse(properties.path(PERIOD).asString());
        if (period.compareTo(frequency) < 0) {
            throw ArmErrors.invalidParameter("properties." + PERIOD, "'properties." + PERIOD
                    + "' must not be shorter than 'properties." + FREQUENCY
                    + "', or events would be missed.");
        }
    }

    private static Fields mapping(Fields mapping) {
        Fields read = mapping.need("fieldMappings").requiredChoice("entityType", Entities.TYPES);
        List<String> identifiers = IDENTIFIERS.get(read.read().path("entityType").asString());
        return read.objects("fieldMappings", MAX_IDENTIFIERS,
                field -> (identifiers == null
                        ? field.required("identifier", MAX_NAME)
                        : field.requiredChoice("identifier", identifiers)).required("columnName", MAX_NAME));
    }

    private static Fields override(Fields override) {
        return override.text("alertDisplayNameFormat", MAX_NAME)
                .text("alertDescriptionFormat", MAX_DESCRIPTION).text("alertTacticsColumnName", MAX_NAME)
                .text("alertSeverityColumnName", MAX_NAME)
                .objects("alertDynamicProperties", MAX_DYNAMIC,
                        property -> property.required("alertProperty", MAX_NAME).required("value", MAX_NAME));
    }

    private static Fields incidents(Fields incidents) {
        return incidents.need("createIncident").bool("createIncident").object("groupingConfiguration",
                RuleBody::grouping);
    }

    private static Fields grouping(Fields grouping) {
        Fields read = grouping.need("enabled", "reopenClosedIncident", "lookbackDuration").bool("enabled")
                .bool("reopenClosedIncident").duration("lookbackDuration", SHORTEST, LONGEST)
                .requiredChoice("matchingMethod", List.of("AllEntities", "AnyAlert", "Selected"))
                .choices("groupByEntities", MAX_LIST, Entities.TYPES)
                .choices("groupByAlertDetails", MAX_LIST, List.of("DisplayName", "Severity"))
                .texts("groupByCustomDetails", MAX_LIST, MAX_NAME);
        JsonNode properties = read.read();
        boolean selects = List.of("groupByEntities", "groupByAlertDetails", "groupByCustomDetails").stream()
                .anyMatch(list -> !properties.path(list).isEmpty());
        if (properties.path("matchingMethod").asString().equals("Selected") && !selects) {
            throw read.invalid("matchingMethod",
                    "is Selected, so at least one entity, alert detail or custom detail must be selected");
        }
        return read;
    }
}
