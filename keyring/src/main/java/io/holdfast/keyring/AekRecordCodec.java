package io.holdfast.keyring;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.UnsealException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Account key records as bytes, sealed under the keyring's platform key. Format in
/// `docs/formats/account-keys.md`.
///
/// The seal binds a record to its storage resource, so that none can stand in for another, and keeps anyone
/// who can merely wrap (which the public half of an RSA key allows to all) from putting an AEK of his own in
/// place.
final class AekRecordCodec {

    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final SealingKey sealing;

    AekRecordCodec(SealingKey sealing) {
        this.sealing = sealing;
    }

    byte[] encode(AekRecord record) {
        return sealing.seal(MAPPER.writeValueAsBytes(json(record)),
                aad("holdfast/aek-record/v1", record.resource()));
    }

    /// @throws CorruptKeyRecordException if the bytes are not a record of this storage resource
    AekRecord decode(StorageResource resource, byte[] bytes) {
        try {
            JsonNode json = MAPPER.readTree(sealing.open(bytes, aad("holdfast/aek-record/v1", resource)));
            if (json.path("v").asInt(0) != VERSION) {
                throw new CorruptKeyRecordException(
                        "The account key record of " + resource + " is of version "
                                + json.path("v").asInt(0) + " (this release reads version " + VERSION + ")");
            }
            return record(resource, json);
        } catch (UnsealException | JacksonException | DateTimeException | IllegalArgumentException e) {
            throw new CorruptKeyRecordException(
                    "The account key record of " + resource + " is not as written", e);
        }
    }

    /// Wraps an account key by the platform key.
    Wrapping.Platform wrap(StorageResource resource, SecretBytes aek) {
        return new Wrapping.Platform(
                aek.insecureUse(bytes -> sealing.seal(bytes, aad("holdfast/aek/v1", resource))));
    }

    /// @throws CorruptKeyRecordException if the platform key did not wrap it for this storage resource
    SecretBytes unwrap(StorageResource resource, Wrapping.Platform wrapping) {
        try {
            return SecretBytes
                    .takeOwnership(sealing.open(wrapping.sealed(), aad("holdfast/aek/v1", resource)));
        } catch (UnsealException e) {
            throw new CorruptKeyRecordException("The account key of " + resource + " does not open", e);
        }
    }

    private static Aad aad(String purpose, StorageResource resource) {
        return Aad.of(purpose).with(resource.kind().name()).with(resource.clusterId());
    }

    private static ObjectNode json(AekRecord record) {
        ObjectNode json = MAPPER.createObjectNode().put("v", VERSION).put("commitment", record.commitment())
                .put("created", record.created().toString()).put("rewrapped", record.rewrapped().toString());
        switch (record.wrapping()) {
            case Wrapping.Platform platform -> json.putObject("platform").put("sealed", platform.sealed());
            case Wrapping.Vault vault -> putVault(json.putObject("vault"), vault);
        }
        var retired = json.putArray("retired");
        record.retired().forEach(former -> putKeyId(retired.addObject(), former.keyId())
                .put("until", former.until().toString()));
        return json;
    }

    private static void putVault(ObjectNode json, Wrapping.Vault vault) {
        putKeyId(json.putObject("key"), vault.wrapped().keyId());
        json.put("algorithm", vault.wrapped().algorithm()).put("wrapped", vault.wrapped().bytes())
                .put("principal", vault.principalId())
                .put("pinned", vault.configured().version().isPresent());
    }

    static ObjectNode putKeyId(ObjectNode json, VaultKeyId keyId) {
        return json.put("vault", keyId.vaultUri()).put("name", keyId.keyName()).put("version",
                keyId.version());
    }

    private static AekRecord record(StorageResource resource, JsonNode json) {
        List<AekRecord.Retired> retired = new ArrayList<>();
        for (JsonNode former : json.path("retired")) {
            retired.add(new AekRecord.Retired(keyId(former), instant(former, "until")));
        }
        return new AekRecord(resource, wrapping(json), json.required("commitment").binaryValue(),
                instant(json, "created"), instant(json, "rewrapped"), retired);
    }

    private static Wrapping wrapping(JsonNode json) {
        if (json.has("platform")) {
            return new Wrapping.Platform(json.path("platform").required("sealed").binaryValue());
        }
        JsonNode vault = json.required("vault");
        VaultKeyId keyId = keyId(vault.required("key"));
        WrappedKey wrapped = new WrappedKey(keyId, text(vault, "algorithm"),
                vault.required("wrapped").binaryValue());
        Optional<String> pinned = vault.required("pinned").asBoolean()
                ? Optional.of(keyId.version())
                : Optional.empty();
        return new Wrapping.Vault(wrapped, new KeyReference(keyId.vaultUri(), keyId.keyName(), pinned),
                text(vault, "principal"));
    }

    static VaultKeyId keyId(JsonNode json) {
        return new VaultKeyId(text(json, "vault"), text(json, "name"), text(json, "version"));
    }

    private static Instant instant(JsonNode json, String member) {
        return Instant.parse(text(json, member));
    }

    private static String text(JsonNode json, String member) {
        return json.required(member).stringValue();
    }
}
