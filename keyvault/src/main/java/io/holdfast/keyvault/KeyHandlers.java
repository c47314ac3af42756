package io.holdfast.keyvault;

import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Json;
import java.util.Arrays;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// Answers the data plane's calls once access is decided. Thread-safe.
final class KeyHandlers {

    private final Keys keys;
    private final KeyCrypto crypto;
    private final KeyJson json;

    KeyHandlers(VaultService service) {
        this.keys = service.keys();
        this.crypto = service.crypto();
        this.json = new KeyJson(service.addresses());
    }

    ApiResponse create(KeyCall call) {
        String name = call.keyName();
        return bundle(call, keys.create(call.vaultName(), name, KeyBodies.create(call.body())));
    }

    ApiResponse rotate(KeyCall call) {
        return bundle(call, keys.rotate(call.vaultName(), call.keyName()));
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
        return ApiResponse.json(200, page.json(call.call().request(), keys.list(call.vaultName()),
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
            call.scope().key(json.kid(result.key()));
            return answer(json.kid(result.key()), result.output());
        } finally {
            Arrays.fill(body.input().value(), (byte) 0);
        }
    }

    private static ApiResponse answer(String kid, CryptoOutput output) {
        return switch (output) {
            case CryptoOutput.Bytes bytes -> {
                ObjectNode json = Json.object().put("kid", kid).put("value",
                        KeyCodec.base64Url(bytes.value()));
                Arrays.fill(bytes.value(), (byte) 0);
                yield ApiResponse.json(200, json);
            }
            case CryptoOutput.Verdict verdict ->
                ApiResponse.json(200, Json.object().put("value", verdict.right()));
        };
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
