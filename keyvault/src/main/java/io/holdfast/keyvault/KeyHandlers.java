package io.holdfast.keyvault;

import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Json;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Answers the data plane's calls once access is decided. Thread-safe.
final class KeyHandlers {

    private final Keys keys;
    private final KeyRotation rotation;
    private final KeyBackups backups;
    private final KeyImports imports;
    private final KeyCrypto crypto;
    private final KeyJson json;

    KeyHandlers(VaultService service) {
        this.keys = service.keys();
        this.rotation = service.rotation();
        this.backups = service.backups();
        this.imports = service.imports();
        this.crypto = service.crypto();
        this.json = new KeyJson(service.addresses());
    }

    ApiResponse create(KeyCall call) {
        String name = call.keyName();
        return bundle(call, keys.create(call.vaultName(), name, KeyBodies.create(call.body())));
    }

    ApiResponse importKey(KeyCall call) {
        String name = call.keyName();
        try (KeyImports.Import imported = imports.read(call.body())) {
            return bundle(call, keys.importKey(call.vaultName(), name, imported));
        }
    }

    ApiResponse rotate(KeyCall call) {
        return bundle(call, rotation.rotate(call.vaultName(), call.keyName()));
    }

    ApiResponse rotationPolicy(KeyCall call) {
        String name = call.keyName();
        KeyView view = keys.get(call.vaultName(), name, Optional.empty());
        return ApiResponse.json(200, rotation.policy(call.vaultName(), name)
                .map(policy -> RotationCodec.json(policy, json.rotationPolicyId(view)))
                .orElseGet(RotationCodec::defaultJson));
    }

    ApiResponse setRotationPolicy(KeyCall call) {
        KeyRotation.Set set = rotation.setPolicy(call.vaultName(), call.keyName(), call.body());
        return ApiResponse.json(200, RotationCodec.json(set.policy(), json.rotationPolicyId(set.key())));
    }

    ApiResponse backup(KeyCall call) {
        byte[] blob = backups.backup(call.vaultName(), call.keyName());
        return ApiResponse.json(200, Json.object().put("value", KeyCodec.base64Url(blob)));
    }

    ApiResponse restore(KeyCall call) {
        byte[] blob = Members.requiredBytes(call.body(), "value");
        return bundle(call, backups.restore(call.vaultName(), blob));
    }

    /// Keys that can be released cannot be made here, so none can be.
    ApiResponse release(KeyCall call) {
        KeyView view = keys.get(call.vaultName(), call.keyName(), call.version());
        call.scope().key(json.kid(view));
        throw new VaultException.Denied("KeyOperationForbidden",
                "Operation release is not permitted on this key: it is not exportable.");
    }

    ApiResponse get(KeyCall call) {
        return bundle(call, keys.get(call.vaultName(), call.keyName(), call.version()));
    }

    ApiResponse update(KeyCall call) {
        String name = call.keyName();
        return bundle(call,
                keys.update(call.vaultName(), name, call.version(), KeyBodies.update(call.body())));
    }

    ApiResponse list(KeyCall call) {
        KeyPage page = KeyPage.of(call.call().request());
        // One more than the page holds tells whether there is another page.
        return ApiResponse.json(200, page.json(call.call().request(),
                keys.page(call.vaultName(), page.after(), page.size() + 1),
                KeyHandlers::nameOf, json::item));
    }

    ApiResponse versions(KeyCall call) {
        KeyPage page = KeyPage.of(call.call().request());
        return ApiResponse.json(200,
                page.json(call.call().request(), keys.versions(call.vaultName(), call.keyName()),
                        view -> view.version().version(), json::versionItem));
    }

    ApiResponse delete(KeyCall call) {
        KeyView view = keys.delete(call.vaultName(), call.keyName());
        call.scope().key(json.kid(view));
        return ApiResponse.json(200, json.deletedBundle(view));
    }

    ApiResponse listDeleted(KeyCall call) {
        KeyPage page = KeyPage.of(call.call().request());
        return ApiResponse.json(200, page.json(call.call().request(), keys.listDeleted(call.vaultName()),
                KeyHandlers::nameOf, json::deletedItem));
    }

    ApiResponse getDeleted(KeyCall call) {
        KeyView view = keys.deleted(call.vaultName(), call.keyName());
        call.scope().key(json.kid(view));
        return ApiResponse.json(200, json.deletedBundle(view));
    }

    ApiResponse recover(KeyCall call) {
        return bundle(call, keys.recover(call.vaultName(), call.keyName()));
    }

    ApiResponse purge(KeyCall call) {
        keys.purge(call.vaultName(), call.keyName());
        return ApiResponse.empty(204);
    }

    ApiResponse crypto(CryptoOperation operation, KeyCall call) {
        String name = call.keyName();
        KeyBodies.CryptoBody body = KeyBodies.crypto(call.body());
        call.scope().algorithm(body.algorithm());
        try {
            KeyCrypto.Result result = crypto.run(new KeyCrypto.Request(operation,
                    new KeyCrypto.Named(call.vaultName(), name, call.version()), body.algorithm(),
                    body.input()));
            String kid = json.kid(result.key());
            call.scope().key(kid);
            return answer(kid, result.output());
        } finally {
            Arrays.fill(body.input().value(), (byte) 0);
        }
    }

    private static ApiResponse answer(String kid, CryptoOutput output) {
        return switch (output) {
            case CryptoOutput.Bytes bytes -> {
                ObjectNode json = Json.object().put("kid", kid).put("value",
                        KeyCodec.base64Url(bytes.value()));
                put(json, "iv", bytes.iv());
                put(json, "tag", bytes.tag());
                put(json, "aad", bytes.aad());
                Arrays.fill(bytes.value(), (byte) 0);
                yield ApiResponse.json(200, json);
            }
            case CryptoOutput.Verdict verdict ->
                ApiResponse.json(200, Json.object().put("value", verdict.right()));
        };
    }

    private static void put(ObjectNode json, String member, byte[] bytes) {
        if (bytes.length != 0) {
            json.put(member, KeyCodec.base64Url(bytes));
        }
    }

    private ApiResponse bundle(KeyCall call, KeyView view) {
        call.scope().key(json.kid(view));
        return ApiResponse.json(200, json.bundle(view));
    }

    /// Lists are in the order of the records' ids.
    private static String nameOf(KeyView view) {
        return view.key().name().toLowerCase(Locale.ROOT);
    }
}
