package io.holdfast.keyring;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Changes of account keys as JSON. Format in `docs/formats/account-keys.md`.
final class KeyStateChangeCodec {

    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private KeyStateChangeCodec() {}

    static byte[] encode(KeyStateChange change) {
        ObjectNode json = MAPPER.createObjectNode().put("v", VERSION)
                .put("time", change.time().toString()).put("kind", change.resource().kind().name())
                .put("cluster", change.resource().clusterId()).put("principal", change.principalId());
        put(json.putObject("now"), change.now());
        change.before().ifPresent(before -> put(json.putObject("before"), before));
        change.answer().ifPresent(answer -> {
            ObjectNode said = json.putObject("answer").put("status", answer.status())
                    .put("code", answer.code()).put("message", answer.message());
            answer.innerCode().ifPresent(inner -> said.put("inner", inner));
        });
        return MAPPER.writeValueAsBytes(json);
    }

    private static void put(ObjectNode json, KeyStanding standing) {
        json.put("state", standing.state().name());
        standing.keyId().ifPresent(keyId -> AekRecordCodec.putKeyId(json.putObject("key"), keyId));
    }

    /// @throws CorruptKeyRecordException if the bytes are no change, or of another version
    static KeyStateChange decode(byte[] bytes) {
        try {
            JsonNode json = MAPPER.readTree(bytes);
            if (json.path("v").asInt(0) != VERSION) {
                throw new CorruptKeyRecordException("An entry of the key journal is of version "
                        + json.path("v").asInt(0) + " (this release reads version " + VERSION + ")");
            }
            return new KeyStateChange(Instant.parse(text(json, "time")),
                    new StorageResource(text(json, "cluster"),
                            StorageResource.Kind.valueOf(text(json, "kind"))),
                    standing(json.required("now")),
                    Optional.of(json.path("before")).filter(JsonNode::isObject)
                            .map(KeyStateChangeCodec::standing),
                    text(json, "principal"),
                    Optional.of(json.path("answer")).filter(JsonNode::isObject)
                            .map(KeyStateChangeCodec::answer));
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw new CorruptKeyRecordException("An entry of the key journal is not as written", e);
        }
    }

    private static KeyStanding standing(JsonNode json) {
        return new KeyStanding(KeyState.valueOf(text(json, "state")),
                Optional.of(json.path("key")).filter(JsonNode::isObject).map(AekRecordCodec::keyId));
    }

    private static VaultAnswer answer(JsonNode json) {
        return new VaultAnswer(json.required("status").asInt(), text(json, "code"),
                Optional.of(json.path("inner")).filter(JsonNode::isString).map(JsonNode::stringValue),
                text(json, "message"));
    }

    private static String text(JsonNode json, String member) {
        return json.required(member).stringValue();
    }
}
