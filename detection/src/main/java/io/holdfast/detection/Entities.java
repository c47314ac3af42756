package io.holdfast.detection;

import io.holdfast.detection.AlertTemplate.EntityMapping;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Finds the entities in rows. Pure functions.
///
/// An entity is the map of its identifiers in the order of their names; its type is among them, as `Type`.
/// Source: sentinel-api sections 16 and 17.
final class Entities {

    private static final int MOST = 500;
    private static final int MOST_BYTES = 64 * 1024;
    static final String TYPE = "Type";
    /// Types whose names in alerts are not just those of the rule in lower case.
    private static final Map<String, String> NAMES = Map.of("CloudApplication", "cloud-application",
            "AzureResource",
            "azure-resource", "RegistryKey", "registry-key", "RegistryValue", "registry-value",
            "SecurityGroup",
            "security-group", "MailCluster", "mail-cluster", "MailMessage", "mail-message", "SubmissionMail",
            "submission-mail");
    /// Names of accounts that tell nobody apart.
    private static final Set<String> GENERIC = Set.of("ADMIN", "ADMINISTRATOR", "SYSTEM", "ROOT", "ANONYMOUS",
            "AUTHENTICATED USER", "NETWORK", "NULL", "LOCAL SYSTEM", "LOCALSYSTEM", "NETWORK SERVICE");

    private Entities() {}

    /// The different entities of the rows, in the order in which they are found; what is beyond the limits of
    /// an alert is left out.
    static List<Map<String, String>> of(List<EntityMapping> mappings, Rows rows) {
        Set<Map<String, String>> seen = new LinkedHashSet<>();
        int bytes = 0;
        for (int row = 0; row < rows.size(); row++) {
            for (EntityMapping mapping : mappings) {
                Optional<Map<String, String>> entity = entity(mapping, rows, row);
                if (entity.isEmpty() || seen.contains(entity.get())) {
                    continue;
                }
                bytes += bytes(entity.get());
                if (seen.size() == MOST || bytes > MOST_BYTES) {
                    return new ArrayList<>(seen);
                }
                seen.add(entity.get());
            }
        }
        return new ArrayList<>(seen);
    }

    /// The name of a rule's entity type in alerts.
    static String typeName(String type) {
        return NAMES.getOrDefault(type, type.toLowerCase(Locale.ROOT));
    }

    /// Whether an entity is of a rule's entity type.
    static boolean isOf(Map<String, String> entity, String type) {
        return type.equals(entity.get(TYPE));
    }

    private static Optional<Map<String, String>> entity(EntityMapping mapping, Rows rows, int row) {
        Map<String, String> entity = new TreeMap<>();
        mapping.columns().forEach((identifier, column) -> rows.text(row, column)
                .ifPresent(value -> entity.putAll(identified(mapping.type(), identifier, value))));
        if (entity.isEmpty() || isGeneric(mapping.type(), entity)) {
            return Optional.empty();
        }
        entity.put(TYPE, mapping.type());
        return Optional.of(entity);
    }

    /// The identifiers that a value gives: a full name is taken apart.
    private static Map<String, String> identified(String type, String identifier, String value) {
        if (!identifier.equals("FullName")) {
            return Map.of(identifier, value);
        }
        boolean host = type.equals("Host");
        int domain = value.indexOf('\\');
        if (domain > 0 && domain < value.length() - 1) {
            return Map.of(host ? "HostName" : "Name", value.substring(domain + 1), "NTDomain",
                    value.substring(0, domain));
        }
        int suffix = host ? value.indexOf('.') : value.lastIndexOf('@');
        if (suffix > 0 && suffix < value.length() - 1) {
            return Map.of(host ? "HostName" : "Name", value.substring(0, suffix),
                    host ? "DnsDomain" : "UPNSuffix",
                    value.substring(suffix + 1));
        }
        return Map.of(host ? "HostName" : "Name", value);
    }

    private static boolean isGeneric(String type, Map<String, String> entity) {
        return type.equals("Account") && entity.size() == 1
                && GENERIC.contains(entity.getOrDefault("Name", "").toUpperCase(Locale.ROOT));
    }

    private static int bytes(Map<String, String> entity) {
        ObjectNode json = Json.object();
        entity.forEach(json::put);
        return Json.bytes(json).length;
    }
}
