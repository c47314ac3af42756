package io.holdfast.keyvault;

import io.holdfast.arm.Guids;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `properties` of a vault as a PUT or PATCH gives them, checked against what can be changed.
///
/// All methods throw [ApiException] 400 `BadRequest`, naming the property.
///
/// @param json the member `properties` of the request
/// @param tenantId the only tenant there is
record VaultBody(ObjectNode json, String tenantId) {

    private static final String RETENTION = "softDeleteRetentionInDays";
    private static final String PURGE_PROTECTION = "enablePurgeProtection";
    private static final String RBAC = "enableRbacAuthorization";
    private static final Set<String> FLAGS = Set.of("enabledForDeployment", "enabledForDiskEncryption",
            "enabledForTemplateDeployment");

    /// Whether it asks to recover a deleted vault.
    boolean recovers() {
        String mode = text("createMode").orElse("default");
        if (!mode.equalsIgnoreCase("default") && !mode.equalsIgnoreCase("recover")) {
            throw invalid("createMode", "must be default or recover");
        }
        return mode.equalsIgnoreCase("recover");
    }

    /// The properties of a new vault.
    ///
    /// @param rbacByDefault as the request's api-version has it
    Vault.Properties created(boolean rbacByDefault) {
        boolean rbac = flag(RBAC).orElse(rbacByDefault);
        Optional<List<AccessPolicy>> policies = PolicyBodies.read(json);
        if (policies.isEmpty() && !rbac) {
            throw invalid("accessPolicies", "it is required, and may be empty");
        }
        checkSoftDelete();
        return new Vault.Properties(tenant(), sku().orElseThrow(() -> invalid("sku", "it is required")),
                policies.orElse(List.of()), rbac, purgeProtection().orElse(false),
                retentionDays().orElse(Vault.MAX_RETENTION_DAYS), echoed(Json.object()));
    }

    /// A vault's properties as a PUT replaces them; what cannot be undone stays.
    Vault.Properties replacing(Vault.Properties existing) {
        Optional<List<AccessPolicy>> policies = PolicyBodies.read(json);
        checkRetention(existing);
        return new Vault.Properties(tenant(), sku().orElse(existing.sku()),
                policies.orElse(existing.accessPolicies()), flag(RBAC).orElse(existing.rbac()),
                purgeProtection().orElse(existing.purgeProtection()), existing.retentionDays(),
                echoed(Json.object()));
    }

    /// A vault's properties with those that a PATCH names changed.
    Vault.Properties merged(Vault.Properties existing) {
        Vault.Properties replaced = present("tenantId").isPresent()
                ? replacing(existing)
                : new VaultBody(json.deepCopy().put("tenantId", existing.tenantId()), tenantId)
                        .replacing(existing);
        return new Vault.Properties(replaced.tenantId(), replaced.sku(), replaced.accessPolicies(),
                replaced.rbac(), replaced.purgeProtection(), replaced.retentionDays(),
                echoed(existing.echoed()));
    }

    private String tenant() {
        String given = text("tenantId").filter(Guids::isGuid)
                .orElseThrow(() -> invalid("tenantId", "must be the GUID of the tenant"));
        if (!given.equalsIgnoreCase(tenantId)) {
            throw invalid("tenantId",
                    "there is no tenant " + given + " here (the tenant is " + tenantId + ")");
        }
        return tenantId;
    }

    private Optional<String> sku() {
        return present("sku").map(sku -> {
            String family = Json.text(sku, "family").orElse("");
            String name = Json.text(sku, "name").orElse("");
            if (!family.equalsIgnoreCase("A")
                    || !(name.equalsIgnoreCase("standard") || name.equalsIgnoreCase("premium"))) {
                throw invalid("sku", "must be of family A and named standard or premium");
            }
            return VaultRows.lower(name);
        });
    }

    private Optional<Boolean> purgeProtection() {
        Optional<Boolean> given = flag(PURGE_PROTECTION);
        if (given.isPresent() && !given.get()) {
            throw PolicyBodies.badRequest("The property \"" + PURGE_PROTECTION + "\" cannot be set to false."
                    + " Enabling the purge protection for a vault is an irreversible action.");
        }
        return given;
    }

    private void checkSoftDelete() {
        if (!flag("enableSoftDelete").orElse(true)) {
            throw PolicyBodies.badRequest("The property \"enableSoftDelete\" cannot be set to false."
                    + " Soft delete is always on.");
        }
    }

    private void checkRetention(Vault.Properties existing) {
        checkSoftDelete();
        Optional<Integer> days = retentionDays();
        if (days.isPresent() && days.get() != existing.retentionDays()) {
            throw PolicyBodies.badRequest("The property \"" + RETENTION + "\" has been set already and it"
                    + " can't be modified (it is " + existing.retentionDays() + ").");
        }
    }

    private Optional<Integer> retentionDays() {
        return present(RETENTION).map(days -> {
            int given = days.isIntegralNumber() && days.canConvertToInt() ? days.intValue() : -1;
            if (given < Vault.MIN_RETENTION_DAYS || given > Vault.MAX_RETENTION_DAYS) {
                throw invalid(RETENTION, "must be " + Vault.MIN_RETENTION_DAYS + " to "
                        + Vault.MAX_RETENTION_DAYS);
            }
            return given;
        });
    }

    private ObjectNode echoed(ObjectNode before) {
        ObjectNode kept = before.deepCopy();
        for (String name : FLAGS) {
            flag(name).ifPresent(value -> kept.put(name, value));
        }
        text(Firewall.PUBLIC_ACCESS).ifPresent(access -> {
            if (!access.equalsIgnoreCase("Enabled") && !access.equalsIgnoreCase("Disabled")) {
                throw invalid(Firewall.PUBLIC_ACCESS, "must be Enabled or Disabled");
            }
            kept.put(Firewall.PUBLIC_ACCESS, access);
        });
        present(Firewall.ACLS).ifPresent(acls -> kept.set(Firewall.ACLS, networkAcls(acls)));
        return kept;
    }

    private static JsonNode networkAcls(JsonNode acls) {
        checkOneOf(acls, "bypass", Set.of("azureservices", "none"));
        checkOneOf(acls, "defaultAction", Set.of("allow", "deny"));
        for (JsonNode rule : acls.path("ipRules")) {
            if (Firewall.Range.parse(Json.text(rule, "value").orElse("")).isEmpty()) {
                throw invalid("networkAcls.ipRules", "each value must be an IP address or a CIDR range");
            }
        }
        return acls.deepCopy();
    }

    private static void checkOneOf(JsonNode acls, String member, Set<String> values) {
        boolean given = !acls.path(member).isMissingNode();
        if (given && !values.contains(VaultRows.lower(Json.text(acls, member).orElse("")))) {
            throw invalid("networkAcls." + member, "must be one of " + values);
        }
    }

    private Optional<JsonNode> present(String name) {
        return Optional.of(json.path(name)).filter(value -> !value.isMissingNode() && !value.isNull());
    }

    private Optional<String> text(String name) {
        return present(name).map(value -> {
            if (!value.isString()) {
                throw invalid(name, "must be a text");
            }
            return value.stringValue();
        });
    }

    private Optional<Boolean> flag(String name) {
        return present(name).map(value -> {
            if (!value.isBoolean()) {
                throw invalid(name, "must be true or false");
            }
            return value.booleanValue();
        });
    }

    private static ApiException invalid(String property, String why) {
        return PolicyBodies.badRequest("The property \"" + property + "\" is invalid: " + why + ".");
    }
}
