package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.keyring.KeyReference;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the `keyVaultProperties` of a request ask for.
///
/// Source: Microsoft.OperationalInsights 2022-10-01, "Clusters", and `cmk-behaviour` K1 to K5.
sealed interface KeySetting {

    String PROPERTY = "properties.keyVaultProperties";

    /// Nothing: absent, null, or an empty object.
    record Unchanged() implements KeySetting {}

    /// The customer's key is to go: all three texts are empty.
    record Remove() implements KeySetting {}

    /// This key, or this version of it, is to be used.
    ///
    /// @param properties as sent, to be answered by later GETs
    record Use(KeyReference key, ObjectNode properties) implements KeySetting {}

    /// Reads the member.
    ///
    /// @throws ApiException 400 `InvalidParameter` if it is malformed
    static KeySetting parse(JsonNode properties) {
        JsonNode given = properties.path("keyVaultProperties");
        if (given.isMissingNode() || given.isNull()) {
            return new Unchanged();
        }
        if (!(given instanceof ObjectNode object)) {
            throw invalid("must be an object");
        }
        Optional<String> vault = text(object, "keyVaultUri");
        Optional<String> name = text(object, "keyName");
        Optional<String> version = text(object, "keyVersion");
        if (Stream.of(vault, name, version).allMatch(Optional::isEmpty)) {
            return new Unchanged();
        }
        if (Stream.of(vault, name, version).allMatch(part -> part.filter(String::isEmpty).isPresent())) {
            return new Remove();
        }
        return new Use(reference(vault.orElse(""), name.orElse(""), version.orElse("")), echo(object));
    }

    private static KeyReference reference(String vault, String name, String version) {
        if (!vault.regionMatches(true, 0, "https://", 0, 8) || !KeyNames.NAME.matcher(name).matches()) {
            throw invalid("needs keyVaultUri, such as https://myvault.vault.localhost:8443, and keyName");
        }
        if (!version.isEmpty() && !KeyNames.VERSION.matcher(version).matches()) {
            throw invalid(
                    "has a keyVersion that is none: 32 hexadecimal digits, or an empty text to follow the "
                            + "newest");
        }
        String host = vault.endsWith("/") ? vault.substring(0, vault.length() - 1) : vault;
        return new KeyReference(host, name, version.isEmpty() ? Optional.empty() : Optional.of(version));
    }

    private static ObjectNode echo(ObjectNode given) {
        ObjectNode kept = Json.object().put("keyVaultUri", Json.text(given, "keyVaultUri").orElse(""))
                .put("keyName", Json.text(given, "keyName").orElse(""))
                .put("keyVersion", Json.text(given, "keyVersion").orElse(""));
        JsonNode size = given.path("keyRsaSize");
        if (size.isInt()) {
            kept.put("keyRsaSize", size.intValue());
        }
        return kept;
    }

    private static Optional<String> text(ObjectNode object, String member) {
        JsonNode value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw invalid("has a " + member + " that is no text");
        }
        return Optional.of(value.stringValue().strip());
    }

    private static ApiException invalid(String what) {
        return ArmErrors.invalidParameter(PROPERTY, "The property '" + PROPERTY + "' " + what + ".");
    }

    /// Forms of the names within a key's id.
    final class KeyNames {

        private static final Pattern NAME = Pattern.compile("[0-9A-Za-z-]{1,127}");
        private static final Pattern VERSION = Pattern.compile("[0-9a-fA-F]{32}");

        private KeyNames() {}
    }
}
