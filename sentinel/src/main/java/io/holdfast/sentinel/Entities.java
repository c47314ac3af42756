package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.Digests;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
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

    /// An entity that an alert or a bookmark names.
    ///
    /// @param name a GUID, the same for the same entity
    record Named(String name, String kind, ObjectNode properties) {

        private static Named of(String kind, ObjectNode properties) {
            return new Named(Entities.name(kind, properties), kind, properties);
        }

        /// The entity as a resource.
        ObjectNode shown(ResourceId workspace) {
            ObjectNode entity = entity(workspace, name, kind);
            ObjectNode shown = properties.deepCopy();
            NAMING.stream().map(properties::path).filter(value -> !value.isMissingNode()).findFirst()
                    .or(() -> properties.valueStream().findFirst())
                    .ifPresent(value -> shown.put("friendlyName", value.asString()));
            entity.set(PROPERTIES, shown);
            return entity;
        }
    }

    /// The entities that an alert or a bookmark names.
    static List<Named> named(StoredDocument alertOrBookmark) {
        List<Named> all = new ArrayList<>();
        for (JsonNode entity : alertOrBookmark.body().path("entities")) {
            all.add(Named.of(entity.path("kind").asString(), Json.child(entity, PROPERTIES)));
        }
        for (JsonNode mapping : alertOrBookmark.body().path(PROPERTIES).path("entityMappings")) {
            String type = mapping.path("entityType").asString();
            ObjectNode properties = Json.object();
            for (JsonNode field : mapping.path("fieldMappings")) {
                properties.put(member(type, field.path("identifier").asString()),
                        field.path("value").asString());
            }
            all.add(Named.of(KINDS.getOrDefault(type, type), properties));
        }
        return all;
    }

    /// The different entities of alerts and bookmarks:
    /// `{"entities":[...],"metaData":[{"entityKind","count"}]}`.
    static ObjectNode of(ResourceId workspace, Stream<StoredDocument> alertsAndBookmarks) {
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        alertsAndBookmarks.flatMap(each -> named(each).stream())
                .forEach(named -> found.computeIfAbsent(named.name(), _ -> named.shown(workspace)));
        ObjectNode json = Json.object();
        json.putArray("entities").addAll(found.values());
        json.set("metaData", counts(found.values().stream(), "entityKind"));
        return json;
    }

    /// How many there are of each kind: `[{"{kindMember}","count"}]`.
    static ArrayNode counts(Stream<ObjectNode> entities, String kindMember) {
        ArrayNode counts = Json.array();
        Map<String, Integer> byKind = new LinkedHashMap<>();
        entities.forEach(entity -> byKind.merge(entity.path("kind").asString(), 1, Integer::sum));
        byKind.forEach((kind, count) -> counts.addObject().put(kindMember, kind).put("count", count));
        return counts;
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
