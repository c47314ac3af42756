package io.holdfast.cmk;

import io.holdfast.client.Answer;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Step 1 of the article: the key.
record KeyStep(Azure azure, Names names) implements Step {

    @Override
    public String title() {
        return "1. Key " + names.key() + " in it";
    }

    @Override
    public Finding inspect() {
        Optional<JsonNode> vault = azure.find(names.vaultId(), Versions.VAULTS);
        URI uri = Vaults.uri(azure, names, vault);
        if (vault.isEmpty()) {
            return create(uri);
        }
        Answer answer = azure.getFromVault(key(uri, ""));
        return switch (answer.status()) {
            case 200 -> present(answer.body());
            case 403 -> denied(vault.get(), answer);
            case 404 -> mayCreate(vault.get(), uri);
            default -> new Finding.Blocked("the vault does not tell: " + answer.errorText(),
                    "see that this machine may reach " + uri);
        };
    }

    private Finding present(JsonNode bundle) {
        JsonNode key = bundle.path("key");
        JsonNode attributes = bundle.path("attributes");
        String recovery = attributes.path("recoveryLevel").asString("");
        if (!key.path("kty").asString("").startsWith("RSA")) {
            return new Finding.Blocked("it is of type " + key.path("kty").asString(""),
                    "the key must be RSA: name another key");
        }
        if (!attributes.path("enabled").asBoolean(false)) {
            return new Finding.Blocked("its newest version is disabled", "enable it in the vault");
        }
        if (recovery.contains("Purgeable")) {
            return new Finding.Blocked("it could be purged (recoveryLevel " + recovery + ")",
                    "turn on purge protection on the vault");
        }
        return new Finding.Done(key.path("kid").asString("") + ", recoveryLevel " + recovery);
    }

    private Finding mayCreate(JsonNode vault, URI uri) {
        return Vaults.usesRoles(vault)
                || Vaults.missing(vault, azure.ownClaim("oid"), List.of("create")).isEmpty()
                        ? create(uri)
                        : letMe(vault);
    }

    private Finding denied(JsonNode vault, Answer answer) {
        String me = azure.ownClaim("oid");
        boolean roles = Vaults.usesRoles(vault);
        boolean allowed = roles
                ? Vaults.hasRole(azure, names, me, Set.of(Vaults.CRYPTO_OFFICER))
                : Vaults.missing(vault, me, List.of("get")).isEmpty();
        if (!allowed) {
            return letMe(vault);
        }
        return roles && answer.innerCode().equals("ForbiddenByRbac")
                ? new Finding.Waiting("the vault does not know of your role yet, which takes minutes")
                : new Finding.Blocked("the vault refuses: " + answer.errorText(), "see the vault's firewall");
    }

    private Finding letMe(JsonNode vault) {
        String me = azure.ownClaim("oid");
        Call call = Vaults.usesRoles(vault)
                ? Vaults.assign(azure, names, Vaults.CRYPTO_OFFICER, me)
                : Vaults.grant(azure, names,
                        Vaults.policy(azure.ownClaim("tid"), me, Vaults.OWNER_PERMISSIONS));
        return new Finding.Needed("let yourself manage keys in the vault", List.of(call), "");
    }

    private Finding create(URI uri) {
        return new Finding.Needed("create it, RSA " + names.keySize(),
                List.of(azure.vaultCall("POST", key(uri, "/create"),
                        Azure.object().put("kty", "RSA").put("key_size", names.keySize()))),
                "");
    }

    private URI key(URI vault, String operation) {
        return vault.resolve("/keys/" + names.key() + operation + "?api-version=" + Versions.KEYS);
    }
}
