package io.holdfast.keyring;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Entries of the register of backups as JSON. Format in `docs/formats/account-keys.md`.
final class RegisteredBackupCodec {

    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private RegisteredBackupCodec() {}

    static byte[] encode(RegisteredBackup backup) {
        ObjectNode json = versioned().put("begun", backup.begun().toString());
        ArrayNode needs = json.putArray("needs");
        backup.needs().forEach(need -> AekRecordCodec.putKeyId(
                needs.addObject().put("kind", need.resource().kind().name())
                        .put("cluster", need.resource().clusterId()).putObject("key"),
                need.keyId()));
        return MAPPER.writeValueAsBytes(json);
    }

    /// When a version was released.
    static byte[] encode(Instant released) {
        return MAPPER.writeValueAsBytes(versioned().put("released", released.toString()));
    }

    /// @throws CorruptKeyRecordException if the bytes are no entry, or of another version
    static RegisteredBackup decode(String id, byte[] bytes) {
        try {
            JsonNode json = read(bytes);
            List<RegisteredBackup.Need> needs = new ArrayList<>();
            for (JsonNode need : json.required("needs")) {
                needs.add(new RegisteredBackup.Need(
                        new StorageResource(need.required("cluster").stringValue(),
                                StorageResource.Kind.valueOf(need.required("kind").stringValue())),
                        AekRecordCodec.keyId(need.required("key"))));
            }
            return new RegisteredBackup(id, Instant.parse(json.required("begun").stringValue()), needs);
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw corrupt(e);
        }
    }

    /// @throws CorruptKeyRecordException if the bytes are no time of release, or of another version
    static Instant instant(byte[] bytes) {
        try {
            return Instant.parse(read(bytes).required("released").stringValue());
        } catch (JacksonException | DateTimeException e) {
            throw corrupt(e);
        }
    }

    private static ObjectNode versioned() {
        return MAPPER.createObjectNode().put("v", VERSION);
    }

    private static JsonNode read(byte[] bytes) {
        JsonNode json = MAPPER.readTree(bytes);
        if (json.path("v").asInt(0) != VERSION) {
            throw new CorruptKeyRecordException("An entry of the register of backups is of version "
                    + json.path("v").asInt(0) + " (this release reads version " + VERSION + ")");
        }
        return json;
    }

    private static CorruptKeyRecordException corrupt(Exception e) {
        return new CorruptKeyRecordException("An entry of the register of backups is not as written", e);
    }
}
