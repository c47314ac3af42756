package io.holdfast.server;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.Digests;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.UnsealException;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a backup holds: format in `docs/formats/backup.md`. It is authenticated under the platform key.
///
/// @param id of the backup, as it is registered
/// @param made when, ISO 8601
/// @param keys ids of the key versions that the account keys in it are under
record BackupManifest(String id, String made, List<String> keys, List<Item> files) {

    /// The purpose of the key that authenticates manifests.
    static final String PURPOSE = "backup";

    private static final String NAME = "manifest.json";
    private static final Aad SEAL = Aad.of("holdfast/backup-manifest/v1");
    private static final long MAX_BYTES = 1L << 30;

    /// A file of the data folder.
    ///
    /// @param path relative, with slashes
    /// @param sha256 of its content, hexadecimal: the name of the object that holds it
    record Item(String path, long length, String sha256) {}

    BackupManifest {
        keys = List.copyOf(keys);
        files = List.copyOf(files);
    }

    static boolean isIn(Path backup) {
        return Files.exists(backup.resolve(NAME));
    }

    /// Puts the manifest in the place of the one before, in one step.
    void write(Path backup, SealingKey key) throws IOException {
        ObjectNode body = Json.object().put("version", 1).put("id", id).put("made", made);
        ArrayNode versions = body.putArray("keys");
        keys.forEach(versions::add);
        ArrayNode items = body.putArray("files");
        files.forEach(item -> items.addObject().put("path", item.path()).put("length", item.length())
                .put("sha256", item.sha256()));
        byte[] text = Json.bytes(body);
        ObjectNode sealed = Json.object()
                .put("seal", Base64.getEncoder().encodeToString(key.seal(Digests.sha256(text), SEAL)))
                .put("manifest", new String(text, StandardCharsets.UTF_8));
        Path fresh = backup.resolve(NAME + ".new");
        Files.write(fresh, Json.bytes(sealed));
        BackupObjects.sync(fresh);
        Files.move(fresh, backup.resolve(NAME), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        BackupObjects.sync(backup);
    }

    /// The key versions that a backup says it needs, before it is authenticated: to be shown to people.
    static BackupManifest unauthenticated(Path backup) {
        return parsed(Json.parseObject(text(sealed(backup))));
    }

    /// Reads a manifest and checks that it is what was written under this key.
    ///
    /// @throws BackupException if it is not
    static BackupManifest read(Path backup, SealingKey key) {
        ObjectNode sealed = sealed(backup);
        byte[] text = text(sealed);
        try {
            byte[] seal = Base64.getDecoder().decode(Json.text(sealed, "seal").orElse(""));
            if (!Arrays.equals(key.open(seal, SEAL), Digests.sha256(text))) {
                throw damaged();
            }
            return parsed(Json.parseObject(text));
        } catch (UnsealException | IllegalArgumentException e) {
            throw new BackupException("The backup's manifest does not open under this platform key: it is of "
                    + "another installation, or was altered. Nothing was restored.", e);
        }
    }

    private static ObjectNode sealed(Path backup) {
        try {
            Path file = backup.resolve(NAME);
            if (!Files.exists(file)) {
                throw new BackupException("There is no complete backup in " + backup
                        + ": its manifest is missing. Nothing was restored.");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw damaged();
            }
            return Json.parseObject(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new BackupException("The backup's manifest cannot be read. Nothing was restored.", e);
        } catch (RuntimeException e) {
            throw e instanceof BackupException ? e : damaged();
        }
    }

    private static byte[] text(ObjectNode sealed) {
        return Json.text(sealed, "manifest").orElseThrow(BackupManifest::damaged)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static BackupManifest parsed(ObjectNode body) {
        if (body.path("version").asInt() != 1) {
            throw new BackupException("The backup is of a newer version of Holdfast.");
        }
        List<String> keys = new ArrayList<>();
        body.path("keys").forEach(key -> keys.add(key.asString("")));
        List<Item> files = new ArrayList<>();
        for (JsonNode item : body.path("files")) {
            files.add(new Item(item.path("path").asString(""), item.path("length").asLong(),
                    item.path("sha256").asString("")));
        }
        return new BackupManifest(Json.text(body, "id").orElse(""), Json.text(body, "made").orElse(""), keys,
                files);
    }

    private static BackupException damaged() {
        return new BackupException("The backup's manifest is damaged. Nothing was restored.");
    }
}
