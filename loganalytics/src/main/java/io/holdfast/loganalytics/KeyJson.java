package io.holdfast.loganalytics;

import io.holdfast.keyring.KeyStanding;
import io.holdfast.keyring.KeyStateChange;
import io.holdfast.keyring.VaultAnswer;
import io.holdfast.keyring.VaultKeyId;
import io.holdfast.rest.Json;
import tools.jackson.databind.node.ObjectNode;

/// What is told of account keys, as JSON.
final class KeyJson {

    private KeyJson() {}

    /// `{"time","storageResource","state","keyId","previousState","previousKeyId","principalId",
    /// "vaultAnswer"}`; what is not there is left out.
    static ObjectNode change(KeyStateChange change) {
        ObjectNode json = Json.object().put("time", change.time().toString())
                .put("storageResource", change.resource().kind().name());
        standing(json, change.now(), "state", "keyId");
        change.before().ifPresent(before -> standing(json, before, "previousState", "previousKeyId"));
        json.put("principalId", change.principalId());
        change.answer().ifPresent(answer -> answer(json, answer));
        return json;
    }

    private static void standing(ObjectNode json, KeyStanding standing, String state, String keyId) {
        json.put(state, standing.state().label());
        standing.keyId().map(VaultKeyId::uri).ifPresent(uri -> json.put(keyId, uri));
    }

    /// Adds `vaultAnswer`: `{"status","code","message","innerCode"}`.
    static void answer(ObjectNode json, VaultAnswer answer) {
        ObjectNode said = json.putObject("vaultAnswer").put("status", answer.status())
                .put("code", answer.code()).put("message", answer.message());
        answer.innerCode().ifPresent(inner -> said.put("innerCode", inner));
    }
}
