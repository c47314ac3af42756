package io.holdfast.server;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ResourceId;
import io.holdfast.identity.Identity;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /providers/Holdfast.Operator/backups` with `{"folder":...}`: makes a backup in a folder of the server's
/// machine, and answers when it is complete. For a Holdfast Operator on that machine only.
final class BackupProvider implements ArmProvider {

    private static final String WRITE = "Holdfast.Operator/backups/write";

    private final Backups backups;
    private final Identity identity;

    BackupProvider(Backups backups, Identity identity) {
        this.backups = backups;
        this.identity = identity;
    }

    @Override
    public String namespace() {
        return "Holdfast.Operator";
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("backups", List.of("2026-01-01"));
    }

    @Override
    public List<Route> routes() {
        ResourceId subscription = ResourceId.subscription(identity.tenant().subscriptionId());
        return List.of(Route.of("POST", "/providers/Holdfast.Operator/backups", Access.of(WRITE,
                call -> ArmAccess.require(identity.roles(), call.caller(), WRITE, subscription)),
                this::make),
                Route.of("DELETE", "/providers/Holdfast.Operator/backups/{backup}", Access.of(WRITE,
                        call -> ArmAccess.require(identity.roles(), call.caller(), WRITE, subscription)),
                        this::forget));
    }

    /// What is asked for is not deleted: it is no longer counted, since whoever asks has deleted it.
    private ApiResponse forget(Call call) {
        return ApiResponse.empty(backups.forget(call.variable("backup")) ? 200 : 204);
    }

    private ApiResponse make(Call call) {
        if (!InetAddress.ofLiteral(call.request().clientAddress()).isLoopbackAddress()) {
            throw new ApiException(403, "OnlyFromThisMachine",
                    "Backups are written to this machine: ask for them on it.");
        }
        BackupManifest made = backups.make(folder(call));
        ObjectNode json = Json.object().put("id", made.id()).put("made", made.made())
                .put("files", made.files().size())
                .put("bytes", made.files().stream().mapToLong(BackupManifest.Item::length).sum());
        ArrayNode keys = json.putArray("keys");
        made.keys().forEach(keys::add);
        return ApiResponse.json(200, json);
    }

    private static Path folder(Call call) {
        try {
            return Path.of(Json.text(call.request().jsonObject(), "folder").filter(text -> !text.isBlank())
                    .orElseThrow(
                            () -> ArmErrors.invalidParameter("folder", "The member 'folder' is missing.")));
        } catch (InvalidPathException e) {
            throw ArmErrors.invalidParameter("folder", "The member 'folder' is no path.");
        }
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return List.of();
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return failure instanceof BackupException e
                ? Optional.of(ApiError.of(409, "BackupFailed", String.valueOf(e.getMessage())))
                : Optional.empty();
    }
}
