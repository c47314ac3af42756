package io.holdfast.loganalytics;

import io.holdfast.keyring.KeyDarkException;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.KeyRejectedException;
import io.holdfast.keyring.KeyRevokedException;
import io.holdfast.keyring.KeyUnreachableException;
import io.holdfast.keyring.UnknownStorageResourceException;
import io.holdfast.keyring.VaultAnswer;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Json;
import io.holdfast.rest.Remedy;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// What the keyring's refusals mean to callers, whichever API they use.
public final class KeyErrors {

    /// What a preflight cannot find out about a key in a remote vault.
    public static final String WRAPPING_UNPROVEN = "That the principal may wrapKey and unwrapKey: a remote "
            + "vault tells only when the key is used.";

    private static final String VAULTS = "/subscriptions/{subscription}/resourceGroups/{group}/providers/"
            + "Microsoft.KeyVault/vaults/";
    /// The role Key Vault Crypto Service Encryption User.
    private static final String ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

    private static final String CREDENTIALS = "/providers/Holdfast.Operator/vaultCredentials/";

    private static final Pattern VAULT_HOST = Pattern.compile("https://([^.:/]+)\\.vault\\.");

    private KeyErrors() {}

    /// 403 `CustomerManagedKeyRevoked`, 503 `CustomerManagedKeyUnreachable` with Retry-After, both with the
    /// key id, the
    /// principal and the vault's answer in the inner error; 400 for a key that cannot be set; empty for
    /// other failures.
    public static Optional<ApiError> translate(RuntimeException failure) {
        return switch (failure) {
            case KeyRevokedException e -> Optional.of(dark(e, 403));
            case KeyUnreachableException e -> Optional.of(dark(e, 503).withHeader("Retry-After",
                    Long.toString(Math.max(1, e.retryAfter().toSeconds()))));
            case KeyRejectedException e -> Optional.of(rejected(e));
            case UnknownStorageResourceException e -> Optional.of(ApiError.of(409, "Conflict",
                    "The cluster is being created or deleted: wait until its provisioning state is "
                            + "Succeeded."));
            default -> Optional.empty();
        };
    }

    private static ApiError dark(KeyDarkException e, int status) {
        return ApiError.of(status, e.code(), Failures.message(e)).withInner(
                e.darkness().answer().innerCode().orElse(e.darkness().answer().code()),
                e.darkness().detail());
    }

    private static ApiError rejected(KeyRejectedException e) {
        ApiError plain = ApiError.of(400, e.code(), Failures.message(e) + ". " + advice(e))
                .withTarget(KeySetting.PROPERTY);
        ApiError error = remedy(e).map(plain::withRemedy).orElse(plain);
        return e.answer()
                .map(answer -> error.withInner(answer.innerCode().orElse(answer.code()), answer.message()))
                .orElse(error);
    }

    /// How to fix it, for people.
    private static String advice(KeyRejectedException e) {
        return switch (e.reason()) {
            case NO_ACCESS -> accessAdvice(e) + ", then update the cluster again.";
            case UNREACHABLE ->
                "Check properties.keyVaultProperties.keyVaultUri and that the vault answers there; a vault of"
                        + " another server is named with serve --remote-vault.";
            case DISABLED ->
                "Enable it with PATCH {vault}/keys/{name}/{version} and {\"attributes\":{\"enabled\":true}}.";
            case NOT_WRAPPING -> "Change it with PATCH {vault}/keys/{name}/{version}, or make a new version.";
            case NOT_RECOVERABLE -> "PATCH the vault with properties.enableSoftDelete and "
                    + "properties.enablePurgeProtection true.";
            case UNSUITABLE_TYPE -> "Make one with POST {vault}/keys/{name}/create and {\"kty\":\"RSA\"}.";
            case ROUND_TRIP_FAILED -> "Use another vault: this one does not keep keys.";
            case DIFFERENT_KEY -> "Rotate instead: make a new version of the key in use and set that.";
            case CONCURRENT_CHANGE -> "GET the cluster and send the update again.";
        };
    }

    /// How the principal gets access, by the way in which the vault decides; without a full stop.
    public static String accessAdvice(KeyRejectedException e) {
        if (signInFailed(e)) {
            return "Say what the principal signs in with where the vault is, with PUT " + CREDENTIALS
                    + e.subject().map(KeyRejectedException.Subject::principalId).orElse("{principal}");
        }
        return isByRoles(e)
                ? "Assign the principal the role Key Vault Crypto Service Encryption User on the vault or the"
                        + " key with PUT {vault or key}/providers/Microsoft.Authorization/roleAssignments/{guid}"
                : "Give the principal the key permissions get, wrapKey and unwrapKey with PUT " + VAULTS
                        + "{vault}/accessPolicies/add";
    }

    /// The call that fixes it, where there is one.
    public static Optional<Remedy> remedy(KeyRejectedException e) {
        return e.subject().flatMap(subject -> switch (e.reason()) {
            case NO_ACCESS -> signInFailed(e)
                    ? Optional.of(Remedy.of("PUT", CREDENTIALS + subject.principalId(), credential()))
                    : e.answer().filter(answer -> answer.status() == 403)
                            .map(answer -> access(subject, isByRoles(e)));
            case DISABLED -> Optional.of(Remedy.of("PATCH", uri(subject.key()), enabled()));
            case NOT_RECOVERABLE -> Optional.of(Remedy.of("PATCH", vault(subject.key()), recoverable()));
            case UNREACHABLE, NOT_WRAPPING, UNSUITABLE_TYPE, ROUND_TRIP_FAILED, DIFFERENT_KEY,
                    CONCURRENT_CHANGE ->
                Optional.empty();
        });
    }

    private static boolean signInFailed(KeyRejectedException e) {
        return e.answer().filter(VaultAnswer::isFailedSignIn).isPresent();
    }

    private static boolean isByRoles(KeyRejectedException e) {
        return e.answer().flatMap(VaultAnswer::innerCode).filter("ForbiddenByRbac"::equals).isPresent();
    }

    private static Remedy access(KeyRejectedException.Subject subject, boolean byRoles) {
        String vault = vault(subject.key());
        ObjectNode body = Json.object();
        ObjectNode properties = body.putObject("properties");
        if (byRoles) {
            properties.put("principalId", subject.knownAs()).put("principalType", "ServicePrincipal")
                    .put("roleDefinitionId", "/subscriptions/{subscription}/providers/"
                            + "Microsoft.Authorization/roleDefinitions/" + ENCRYPTION_USER);
            return Remedy.of("PUT", vault + "/providers/Microsoft.Authorization/roleAssignments/{guid}",
                    body);
        }
        ObjectNode policy = properties.putArray("accessPolicies").addObject().put("tenantId", "{tenant}")
                .put("objectId", subject.knownAs());
        policy.putObject("permissions").putArray("keys").add("get").add("wrapKey").add("unwrapKey");
        return Remedy.of("PUT", vault + "/accessPolicies/add", body);
    }

    private static ObjectNode credential() {
        ObjectNode body = Json.object();
        body.putObject("properties").put("authority", "{authority}").put("tenantId", "{tenant}")
                .put("clientId", "{client id}").put("clientSecret", "{client secret}");
        return body;
    }

    private static ObjectNode enabled() {
        ObjectNode body = Json.object();
        body.putObject("attributes").put("enabled", true);
        return body;
    }

    private static ObjectNode recoverable() {
        ObjectNode body = Json.object();
        body.putObject("properties").put("enableSoftDelete", true).put("enablePurgeProtection", true);
        return body;
    }

    private static String uri(KeyReference key) {
        return key.vaultUri() + "/keys/" + key.keyName()
                + key.version().map(version -> "/" + version).orElse("");
    }

    /// The vault's id as far as its address tells it: a server with vaults may be called at its plain host.
    private static String vault(KeyReference key) {
        Matcher host = VAULT_HOST.matcher(key.vaultUri());
        return VAULTS + (host.lookingAt() ? host.group(1) : "{vault}");
    }
}
