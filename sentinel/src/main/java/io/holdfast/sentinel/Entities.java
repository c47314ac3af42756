package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.Digests;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The entities that alerts and bookmarks name, as the API shows them. Source: sentinel-api sections 4, 5
/// and 17. Pure functions.
final class Entities {

    /// The types that mappings name.
    static final List<String> TYPES = List.of("Account", "Host", "IP", "Malware", "File", "Process",
            "CloudApplication", "DNS", "AzureResource", "FileHash", "RegistryKey", "RegistryValue",
            "SecurityGroup", "URL", "Mailbox", "MailCluster", "MailMessage", "SubmissionMail");

    private static final String PROPERTIES = "properties";
    /// The kinds that are spelled otherwise than the type of the mapping.
    private static final Map<String, String> KINDS = Map.of("IP", "Ip", "DNS", "DnsResolution", "URL", "Url");
    /// The members that are not the identifier with a small first letter.
    private static final Map<String, String> MEMBERS = Map.ofEntries(Map.entry("Account.Name", "accountName"),
            Map.entry("Account.NTDomain", "ntDomain"), Map.entry("Account.UPNSuffix", "upnSuffix"),
            Map.entry("Account.PUID", "puid"), Map.entry("Host.NTDomain", "ntDomain"),
            Map.entry("Host.OSFamily", "osFamily"), Map.entry("Host.OSVersion", "osVersion"),
            Map.entry("Host.OMSAgentID", "omsAgentID"), Map.entry("Malware.Name", "malwareName"),
            Map.entry("File.Name", "fileName"), Map.entry("FileHash.Value", "hashValue"),
            Map.entry("CloudApplication.Name", "appName"), Map.entry("RegistryValue.Name", "valueName"),
            Map.entry("RegistryValue.Value", "valueData"), Map.entry("SecurityGroup.SID", "sid"));

    /// The members by which people know an entity, of which each kind has one.
    private static final List<String> NAMING = List.of("accountName", "hostName", "address", "url",
            "fileName",
            "commandLine", "hashValue", "domainName", "mailboxPrimaryAddress", "appName", "resourceId",
            "malwareName",
            "valueName", "key", "subject", "displayName");

    private Entities() {}

    /// An entity without properties.
    ///
    /// @param name a GUID
    static ObjectNode entity(ResourceId workspace, String name, String kind) {
        ResourceId id = workspace.resource("Microsoft.SecurityInsights", Alerts.TYPE, name);
        return Json.object().put("id", id.toString()).put("name", name)
                .put("type", "Microsoft.SecurityInsights/Entities").put("kind", kind);
    }

    /// An entity as alerts keep it: `{"kind","properties"}`.
    ///
    /// @param identifiers by name, the type of the mapping among them as `Type`
    static ObjectNode stored(Map<String, String> identifiers) {
        String type = identifiers.getOrDefault("Type", "");
        ObjectNode entity = Json.object().put("kind", KINDS.getOrDefault(type, type));
        ObjectNode properties = entity.putObject(PROPERTIES);
        identifiers.forEach((identifier, value) -> {
            if (!identifier.equals("Type")) {
                properties.put(member(type, identifier), value);
            }
        });
        return entity;
    }

    /// The different entities of alerts and bookmarks:
    /// `{"entities":[...],"metaData":[{"entityKind","count"}]}`.
    static ObjectNode of(ResourceId workspace, List<StoredDocument> alerts, List<StoredDocument> bookmarks) {
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        for (StoredDocument alert : alerts) {
            for (JsonNode entity : alert.body().path("entities")) {
                add(found, workspace, entity.path("kind").asString(), Json.child(entity, PROPERTIES));
            }
        }
        for (StoredDocument bookmark : bookmarks) {
            for (JsonNode mapping : bookmark.body().path(PROPERTIES).path("entityMappings")) {
                String type = mapping.path("entityType").asString();
                ObjectNode properties = Json.object();
                for (JsonNode field : mapping.path("fieldMappings")) {
                    properties.put(member(type, field.path("identifier").asString()),
                            field.path("value").asString());
                }
                add(found, workspace, KINDS.getOrDefault(type, type), properties);
            }
        }
        ObjectNode json = Json.object();
        json.putArray("entities").addAll(found.values());
        ArrayNode counts = json.putArray("metaData");
        Map<String, Integer> byKind = new LinkedHashMap<>();
        found.values().forEach(entity -> byKind.merge(entity.path("kind").asString(), 1, Integer::sum));
        byKind.forEach((kind, count) -> counts.addObject().put("entityKind", kind).put("count", count));
        return json;
    }

    private static void add(Map<String, ObjectNode> found, ResourceId workspace, String kind,
            ObjectNode properties) {
        String name = name(kind, properties);
        ObjectNode entity = entity(workspace, name, kind);
        ObjectNode shown = properties.deepCopy();
        NAMING.stream().map(properties::path).filter(value -> !value.isMissingNode()).findFirst()
                .or(() -> properties.valueStream().findFirst())
                .ifPresent(value -> shown.put("friendlyName", value.asString()));
        entity.set(PROPERTIES, shown);
        found.putIfAbsent(name, entity);
    }

    /// The same for the same entity.
    private static String name(String kind, ObjectNode properties) {
        ObjectNode content = Json.object().put("kind", kind);
        content.set(PROPERTIES, properties);
        ByteBuffer hash = ByteBuffer.wrap(Digests.sha256(Json.bytes(content)));
        return new UUID(hash.getLong(), hash.getLong()).toString();
    }

    private static String member(String type, String identifier) {
        String usual = identifier.isEmpty()
                ? identifier
                : identifier.substring(0, 1).toLowerCase(Locale.ROOT) + identifier.substring(1);
        return MEMBERS.getOrDefault(type + "." + identifier, usual);
    }
}
