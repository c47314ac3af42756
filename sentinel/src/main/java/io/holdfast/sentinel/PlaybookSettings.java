package io.holdfast.sentinel;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.TlsFilesException;
import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The webhooks that stand for playbooks, read from a file; no other address is ever called. Immutable.
///
/// ```
/// {"v":1, "allowLoopbackHttp":false?, "playbooks":[{"logicAppResourceId", "url", "secretFile", "caFile"?}]}
/// ```
/// Files are named relative to the folder of this one. A secret has 32 to 1024 bytes, and its file is
/// nobody's to read but its owner's. Other members are refused, so that a misspelt one is not taken for
/// absent.
public final class PlaybookSettings implements AutoCloseable {

    /// No playbook can be called.
    public static final PlaybookSettings NONE = new PlaybookSettings(Map.of());

    /// What names the file, for messages.
    static final String SETTING = "serve --playbooks";

    private static final int MAX_PLAYBOOKS = 200;
    private static final int MIN_SECRET_BYTES = 32;
    private static final int MAX_SECRET_BYTES = 1_024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> MEMBERS = Set.of("logicAppResourceId", "url", "secretFile", "caFile");
    private static final Set<PosixFilePermission> OTHERS = Set.of(PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);

    // By the id of the Logic App in lower case.
    private final Map<String, Webhook> webhooks;

    private PlaybookSettings(Map<String, Webhook> webhooks) {
        this.webhooks = Map.copyOf(webhooks);
    }

    /// The webhook of a playbook.
    Optional<Webhook> find(String logicAppResourceId) {
        return Optional.ofNullable(webhooks.get(logicAppResourceId.toLowerCase(Locale.ROOT)));
    }

    /// Reads the file.
    ///
    /// @throws IllegalArgumentException if it, or a file that it names, cannot be read or says something
    ///     that is not understood
    public static PlaybookSettings read(Path file, SecureRandom random) {
        try {
            ObjectNode json = Json.parseObject(Files.readAllBytes(file));
            requireMembers(json, Set.of("v", "allowLoopbackHttp", "playbooks"));
            if (json.path("v").asInt(0) != 1) {
                throw new IllegalArgumentException("the member v must be 1");
            }
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
            boolean loopback = json.path("allowLoopbackHttp").asBoolean(false);
            Map<String, Webhook> all = new LinkedHashMap<>();
            for (JsonNode node : json.path("playbooks")) {
                requireMembers(node, MEMBERS);
                String playbook = text(node, "logicAppResourceId").toLowerCase(Locale.ROOT);
                URI url = url(text(node, "url"), loopback);
                Webhook webhook = new Webhook(url, secret(folder.resolve(text(node, "secretFile"))),
                        client(Json.text(node, "caFile").map(folder::resolve), random));
                if (all.put(playbook, webhook) != null || all.size() > MAX_PLAYBOOKS) {
                    throw new IllegalArgumentException(
                            "each logicAppResourceId may occur once, and at most " + MAX_PLAYBOOKS);
                }
            }
            return new PlaybookSettings(all);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "The playbooks in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requireMembers(JsonNode json, Set<String> known) {
        Set<String> unknown = new HashSet<>(json.propertyNames());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("there is no member " + unknown.iterator().next());
        }
    }

    private static String text(JsonNode json, String name) {
        return Json.text(json, name).filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("the member " + name + " is missing"));
    }

    private static URI url(String text, boolean loopback) {
        URI url = URI.create(text);
        String host = Optional.ofNullable(url.getHost()).orElse("");
        boolean plain = loopback && "http".equalsIgnoreCase(url.getScheme())
                && Set.of("localhost", "127.0.0.1", "[::1]").contains(host);
        if (host.isEmpty() || url.getUserInfo() != null || url.getFragment() != null
                || (!plain && !"https".equalsIgnoreCase(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "a url must begin with https:// (or, with allowLoopbackHttp, be http:// of"
                            + " localhost, 127.0.0.1 or [::1]), and have no user and no fragment");
        }
        return url;
    }

    private static SecretBytes secret(Path file) throws IOException {
        if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
            throw new IllegalArgumentException(file + " must be readable by its owner only (chmod 600)");
        }
        byte[] secret = Files.readAllBytes(file);
        if (secret.length < MIN_SECRET_BYTES || secret.length > MAX_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    file + " must have " + MIN_SECRET_BYTES + " to " + MAX_SECRET_BYTES
                            + " bytes");
        }
        return SecretBytes.takeOwnership(secret);
    }

    private static HttpClient client(Optional<Path> authority, SecureRandom random) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER);
        try {
            authority.ifPresent(file -> builder.sslContext(TrustedAuthority.sslContext(file, random)));
            return builder.build();
        } catch (TlsFilesException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Zeroes the secrets.
    @Override
    public void close() {
        webhooks.values().forEach(Webhook::close);
    }
}
