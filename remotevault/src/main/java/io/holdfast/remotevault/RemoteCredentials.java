package io.holdfast.remotevault;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.UnsealException;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.SealedRecord;
import io.holdfast.remotevault.RemoteCredential.Certificate;
import io.holdfast.remotevault.RemoteCredential.FederatedToken;
import io.holdfast.remotevault.RemoteCredential.Proof;
import io.holdfast.remotevault.RemoteCredential.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The credentials of the stores' principals, one each, sealed under the platform key and bound to their
/// principal. Format in `docs/formats/remote-credentials.md`. Thread-safe.
public final class RemoteCredentials implements AutoCloseable {

    private static final String COLLECTION = "remotevault/credential";
    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final RecordSpace space;
    private final SealingKey sealing;
    private final InstantSource clock;

    /// @param space the platform's records; stays the caller's
    /// @param sealing the platform key's key for this purpose; owned by this
    public RemoteCredentials(RecordSpace space, SealingKey sealing, InstantSource clock) {
        this.space = space;
        this.sealing = sealing;
        this.clock = clock;
    }

    /// Sets a principal's credential in the place of the one before.
    public StoredCredential put(String principalId, RemoteCredential credential) {
        StoredCredential stored = new StoredCredential(principalId.toLowerCase(Locale.ROOT), credential,
                clock.instant());
        byte[] body = sealing.seal(MAPPER.writeValueAsBytes(json(stored)), aad(stored.principalId()));
        space.transact(tx -> tx.put(ref(stored.principalId()), body));
        space.eraseFormer();
        return stored;
    }

    /// Removes a principal's credential, from the disk as well. Answers whether there was one.
    public boolean delete(String principalId) {
        RecordRef ref = ref(principalId.toLowerCase(Locale.ROOT));
        boolean found = space.find(ref).isPresent();
        if (found) {
            space.transact(tx -> tx.delete(ref));
            space.eraseFormer();
        }
        return found;
    }

    /// A principal's credential.
    ///
    /// @throws RemoteVaultException if it is not as written
    public Optional<StoredCredential> find(String principalId) {
        return space.find(ref(principalId.toLowerCase(Locale.ROOT))).map(this::decoded);
    }

    /// All of them, by principal.
    ///
    /// @throws RemoteVaultException if one is not as written
    public List<StoredCredential> list() {
        return space.list(COLLECTION, "").stream().map(this::decoded).toList();
    }

    private StoredCredential decoded(SealedRecord record) {
        String principalId = record.ref().id();
        try {
            JsonNode json = MAPPER.readTree(sealing.open(record.body(), aad(principalId)));
            if (json.path("v").asInt(0) != VERSION) {
                throw new IllegalArgumentException("Unknown version");
            }
            RemoteCredential credential = new RemoteCredential(URI.create(text(json, "authority")),
                    text(json, "tenant"), text(json, "client"), proof(json));
            return new StoredCredential(principalId, credential, Instant.parse(text(json, "set")));
        } catch (UnsealException | JacksonException | DateTimeException | IllegalArgumentException e) {
            throw new RemoteVaultException("The vault credential of the principal " + principalId
                    + " is not as written, or of another release", e);
        }
    }

    private static ObjectNode json(StoredCredential stored) {
        RemoteCredential credential = stored.credential();
        return MAPPER.createObjectNode().put("v", VERSION).put("authority", credential.authority().toString())
                .put("tenant", credential.tenantId()).put("client", credential.clientId())
                .put("kind", credential.proof().kind()).put("value", value(credential.proof()))
                .put("set", stored.setAt().toString());
    }

    private static String value(Proof proof) {
        return switch (proof) {
            case Secret secret -> secret.value();
            case Certificate certificate -> certificate.pem();
            case FederatedToken token -> token.file().toString();
        };
    }

    private static Proof proof(JsonNode json) {
        String value = text(json, "value");
        return switch (text(json, "kind")) {
            case "secret" -> new Secret(value);
            case "certificate" -> new Certificate(value);
            case "federatedToken" -> new FederatedToken(Path.of(value));
            default -> throw new IllegalArgumentException("Unknown kind");
        };
    }

    private static String text(JsonNode json, String member) {
        return json.required(member).stringValue();
    }

    private static Aad aad(String principalId) {
        return Aad.of("holdfast/remote-credential/v1").with(principalId);
    }

    private static RecordRef ref(String principalId) {
        return RecordRef.of(COLLECTION, principalId);
    }

    @Override
    public void close() {
        sealing.close();
    }
}
