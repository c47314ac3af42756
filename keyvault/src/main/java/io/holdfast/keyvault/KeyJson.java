package io.holdfast.keyvault;

import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Keys as the data plane answers them. Times in whole seconds since 1970, binary values in base64url.
///
/// @param addresses prints the ids
record KeyJson(VaultAddresses addresses) {

    /// A `KeyBundle`.
    ObjectNode bundle(KeyView view) {
        ObjectNode json = Json.object();
        ObjectNode key = json.putObject("key").put("kid", kid(view)).put("kty",
                view.version().type().kty());
        key.set("key_ops", VaultCodec.texts(view.version().operations()));
        KeyCodec.put(key, view.version().publicPart());
        return withAttributes(json, view);
    }

    /// A `DeletedKeyBundle`.
    ObjectNode deletedBundle(KeyView view) {
        return withDeletion(bundle(view), view);
    }

    /// A `KeyItem` of the list of keys, which names no version.
    ObjectNode item(KeyView view) {
        return withAttributes(Json.object().put("kid", unversionedKid(view)), view);
    }

    /// A `KeyItem` of the list of versions.
    ObjectNode versionItem(KeyView view) {
        return withAttributes(Json.object().put("kid", kid(view)), view);
    }

    /// A `DeletedKeyItem`.
    ObjectNode deletedItem(KeyView view) {
        return withDeletion(item(view), view);
    }

    /// The versioned id, with the name as it was created.
    String kid(KeyView view) {
        return unversionedKid(view) + "/" + view.version().version();
    }

    String rotationPolicyId(KeyView view) {
        return unversionedKid(view) + "/rotationpolicy";
    }

    private String unversionedKid(KeyView view) {
        return addresses.vaultUri(view.vault().name()) + "keys/" + view.key().name();
    }

    private static ObjectNode withAttributes(ObjectNode json, KeyView view) {
        KeyVersion.Attributes attributes = view.version().attributes();
        ObjectNode answered = json.putObject("attributes").put("enabled", attributes.enabled());
        putTime(answered, "nbf", attributes.notBefore());
        putTime(answered, "exp", attributes.expires());
        putTime(answered, "created", Optional.of(attributes.created()));
        putTime(answered, "updated", Optional.of(attributes.updated()));
        answered.put("recoveryLevel", view.vault().recoveryLevel())
                .put("recoverableDays", view.vault().properties().retentionDays()).put("exportable", false)
                .put("hsmPlatform", view.version().held().hsmPlatform());
        if (!view.version().tags().isEmpty()) {
            json.set("tags", VaultCodec.tags(view.version().tags()));
        }
        return json;
    }

    private ObjectNode withDeletion(ObjectNode json, KeyView view) {
        json.put("recoveryId", addresses.vaultUri(view.vault().name()) + "deletedkeys/" + view.key().name());
        putTime(json, "deletedDate", view.key().deletion().map(Vault.Deletion::deleted));
        putTime(json, "scheduledPurgeDate", view.key().deletion().map(Vault.Deletion::scheduledPurge));
        return json;
    }

    private static void putTime(ObjectNode json, String member, Optional<Instant> time) {
        time.ifPresent(instant -> json.put(member, instant.getEpochSecond()));
    }
}
