package io.holdfast.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The roles that can be assigned: those of the mirrored system under their ids, cut to the namespaces that
/// exist here, and Holdfast Operator.
public final class BuiltInRoles {

    /// Confirms an onboarding, as the mirrored system's product group does. No other role allows it, not even
    /// Owner.
    public static final String CONFIRM_ONBOARDING = "Holdfast.Operator/onboardingConfirmations/write";

    /// Replaces the key that signs tokens. No other role allows it, either.
    public static final String ROTATE_SIGNING_KEY = "Holdfast.Operator/signingKeys/write";

    private static final String OPERATOR_ACTIONS = "Holdfast.Operator/*";
    private static final List<String> NONE = List.of();
    private static final String KEYS = "Microsoft.KeyVault/vaults/keys/";
    private static final String GROUP_READ = "Microsoft.Resources/subscriptions/resourceGroups/read";
    private static final String AUTHORIZATION_READ = "Microsoft.Authorization/*/read";
    private static final String DEPLOYMENTS = "Microsoft.Resources/deployments/*";

    /// Everything on the management side, nothing on data.
    public static final RoleDefinition OWNER = new RoleDefinition("8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            "Owner",
            "Grants full access to manage all resources, including the ability to assign roles.",
            List.of("*"),
            List.of(OPERATOR_ACTIONS), NONE);

    /// Everything on the management side but granting access.
    public static final RoleDefinition CONTRIBUTOR = new RoleDefinition(
            "b24988ac-6180-42a0-ab88-20f7382dd24c",
            "Contributor",
            "Grants full access to manage all resources, but does not allow you to assign roles.",
            List.of("*"),
            List.of("Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write",
                    "Microsoft.Authorization/elevateAccess/Action", OPERATOR_ACTIONS),
            NONE);

    /// Reading everything on the management side.
    public static final RoleDefinition READER = new RoleDefinition("acdd72a7-3385-48ef-bd42-f606fba81ae7",
            "Reader", "View all resources, but does not allow you to make any changes.", List.of("*/read"),
            NONE,
            NONE);

    /// Granting access.
    public static final RoleDefinition USER_ACCESS_ADMINISTRATOR = new RoleDefinition(
            "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator",
            "Lets you manage access to resources.", List.of("*/read", "Microsoft.Authorization/*"), NONE,
            NONE);

    /// Confirming onboardings, and what else is the operator's.
    public static final RoleDefinition HOLDFAST_OPERATOR = new RoleDefinition(
            "6d1fbc2e-3f0a-4b55-9c6c-0d6f2a7e51b4", "Holdfast Operator",
            "Confirms onboardings with customer-managed keys, replaces signing keys and sets the stores' credentials"
                    + " for remote vaults, as the operator of this installation.",
            List.of(OPERATOR_ACTIONS, "*/read"), NONE, NONE);

    /// Sending logs through a data collection rule.
    public static final RoleDefinition MONITORING_METRICS_PUBLISHER = new RoleDefinition(
            "3913510d-42f4-4e42-8a64-420c390055eb", "Monitoring Metrics Publisher",
            "Enables publishing metrics and logs.", List.of(GROUP_READ), NONE,
            List.of("Microsoft.Insights/Metrics/Write", "Microsoft.Insights/Telemetry/Write"));

    /// Managing the log store.
    public static final RoleDefinition LOG_ANALYTICS_CONTRIBUTOR = new RoleDefinition(
            "92aaf0da-9dab-42b6-94a3-d43ce8d16293", "Log Analytics Contributor",
            "Can read all monitoring data and edit monitoring settings.",
            List.of("*/read", "Microsoft.Insights/alertRules/*", "Microsoft.Insights/diagnosticSettings/*",
                    "Microsoft.OperationalInsights/*", "Microsoft.OperationsManagement/*", DEPLOYMENTS),
            NONE, NONE);

    /// Reading logs.
    public static final RoleDefinition LOG_ANALYTICS_READER = new RoleDefinition(
            "73c42c96-874c-492b-b04d-ab87d138a893", "Log Analytics Reader",
            "Can view and search all monitoring data as well as view monitoring settings.",
            List.of("*/read", "Microsoft.OperationalInsights/workspaces/analytics/query/action",
                    "Microsoft.OperationalInsights/workspaces/search/action"),
            List.of("Microsoft.OperationalInsights/workspaces/sharedKeys/read"), NONE);

    private static final List<String> SENTINEL_READING = List.of("Microsoft.SecurityInsights/*/read",
            "Microsoft.SecurityInsights/dataConnectorsCheckRequirements/action",
            "Microsoft.SecurityInsights/threatIntelligence/indicators/query/action",
            "Microsoft.SecurityInsights/threatIntelligence/queryIndicators/action",
            "Microsoft.OperationalInsights/workspaces/analytics/query/action",
            "Microsoft.OperationalInsights/workspaces/*/read",
            "Microsoft.OperationalInsights/querypacks/*/read",
            "Microsoft.OperationsManagement/solutions/read", AUTHORIZATION_READ, GROUP_READ, DEPLOYMENTS);

    private static final List<String> VAULT_READING = List.of(AUTHORIZATION_READ, GROUP_READ,
            "Microsoft.KeyVault/checkNameAvailability/read", "Microsoft.KeyVault/deletedVaults/read",
            "Microsoft.KeyVault/locations/*/read", "Microsoft.KeyVault/vaults/*/read");
    private static final List<String> SECRET_READING = List.of(
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action");

    /// Grants the roles for key vaults, and no others.
    static final RoleDefinition DATA_ACCESS_ADMINISTRATOR = new RoleDefinition(
            "8b54135c-b56d-4d72-a534-26097cfdc8d8", "Key Vault Data Access Administrator",
            "Manage access to key vaults by adding or removing role assignments of the Key Vault roles.",
            List.of("Microsoft.Authorization/roleAssignments/write",
                    "Microsoft.Authorization/roleAssignments/delete", "Microsoft.Authorization/*/read",
                    "Microsoft.Resources/deployments/*", GROUP_READ,
                    "Microsoft.Resources/subscriptions/read", "Microsoft.KeyVault/vaults/*/read"),
            NONE, NONE);

    private static final List<String> GRANTED_BY_DATA_ACCESS_ADMINISTRATOR = List.of(
            "00482a5a-887f-4fb3-b363-3b7fe8e74483", "a4417e6f-fecd-4de8-b567-7b0420556985",
            "14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "e147488a-f6f5-4113-8e2d-b22465e65bf6",
            "12338af0-0e69-4776-bea7-57ae8d297424", "21090545-7ca7-4776-b22c-e363652d74d2",
            "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "4633458b-17de-408a-b874-0445c86b69e6",
            "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba");

    private static final List<RoleDefinition> ALL = List.of(OWNER, CONTRIBUTOR, READER,
            USER_ACCESS_ADMINISTRATOR, HOLDFAST_OPERATOR, MONITORING_METRICS_PUBLISHER,
            LOG_ANALYTICS_CONTRIBUTOR, LOG_ANALYTICS_READER,
            new RoleDefinition("ab8e14d6-4a74-4a29-9ba8-549422addade", "Microsoft Sentinel Contributor",
                    "Microsoft Sentinel Contributor", and(SENTINEL_READING, "Microsoft.SecurityInsights/*",
                            "Microsoft.OperationalInsights/workspaces/savedSearches/*"),
                    NONE, NONE),
            new RoleDefinition("3e150937-b8fe-4cfb-8069-0eaf05ecd056", "Microsoft Sentinel Responder",
                    "Microsoft Sentinel Responder", and(SENTINEL_READING,
                            "Microsoft.SecurityInsights/automationRules/*",
                            "Microsoft.SecurityInsights/cases/*", "Microsoft.SecurityInsights/incidents/*",
                            "Microsoft.SecurityInsights/entities/runPlaybook/action",
                            "Microsoft.SecurityInsights/threatIntelligence/indicators/appendTags/action"),
                    NONE, NONE),
            new RoleDefinition("8d289c81-5878-46d4-8554-54e1e3d8b5cb", "Microsoft Sentinel Reader",
                    "Microsoft Sentinel Reader", SENTINEL_READING, NONE, NONE),
            new RoleDefinition("f4c81013-99ee-4d62-a7ee-b3f1f648599a",
                    "Microsoft Sentinel Automation Contributor", "Microsoft Sentinel Automation Contributor",
                    List.of(AUTHORIZATION_READ), NONE, NONE),
            new RoleDefinition("150f5e0c-0603-4f03-8c7f-cf70034c4e90", "Data Purger",
                    "Can purge log data.", List.of("Microsoft.OperationalInsights/workspaces/*/read",
                            "Microsoft.OperationalInsights/workspaces/purge/action"),
                    NONE, NONE),
            new RoleDefinition("749f88d5-cbae-40b8-bcfc-e573ddc772fa", "Monitoring Contributor",
                    "Can read all monitoring data and update monitoring settings.",
                    List.of("*/read", "Microsoft.Insights/dataCollectionEndpoints/*",
                            "Microsoft.Insights/dataCollectionRules/*",
                            "Microsoft.Insights/dataCollectionRuleAssociations/*",
                            "Microsoft.Insights/diagnosticSettings/*",
                            "Microsoft.OperationalInsights/workspaces/write",
                            "Microsoft.OperationalInsights/workspaces/savedSearches/*",
                            "Microsoft.OperationalInsights/workspaces/sharedKeys/action"),
                    NONE, NONE),
            new RoleDefinition("43d0d8ad-25c7-4714-9337-8ba259a9fe05", "Monitoring Reader",
                    "Can read all monitoring data.", List.of("*/read"), NONE, NONE),
            new RoleDefinition("f25e0fa2-a7c8-4377-a976-54943a77a395", "Key Vault Contributor",
                    "Lets you manage key vaults, but not access to them.",
                    List.of(AUTHORIZATION_READ, DEPLOYMENTS, "Microsoft.KeyVault/*", GROUP_READ),
                    List.of("Microsoft.KeyVault/locations/deletedVaults/purge/action"), NONE),
            new RoleDefinition("00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator",
                    "Perform all data plane operations on a key vault and all objects in it.",
                    VAULT_READING, NONE, List.of("Microsoft.KeyVault/vaults/*")),
            new RoleDefinition("14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "Key Vault Crypto Officer",
                    "Perform any action on the keys of a key vault, except manage permissions.",
                    VAULT_READING, NONE,
                    List.of(KEYS + "*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*")),
            new RoleDefinition("12338af0-0e69-4776-bea7-57ae8d297424", "Key Vault Crypto User",
                    "Perform cryptographic operations using keys.", NONE, NONE,
                    List.of(KEYS + "read", KEYS + "update/action", KEYS + "backup/action",
                            KEYS + "encrypt/action", KEYS + "decrypt/action", KEYS + "wrap/action",
                            KEYS + "unwrap/action", KEYS + "sign/action", KEYS + "verify/action")),
            new RoleDefinition("e147488a-f6f5-4113-8e2d-b22465e65bf6",
                    "Key Vault Crypto Service Encryption User",
                    "Read metadata of keys and perform wrap/unwrap operations.", NONE, NONE,
                    List.of(KEYS + "read", KEYS + "wrap/action", KEYS + "unwrap/action")),
            new RoleDefinition("a68e7c17-0ab2-4c09-9a58-125dae29748c", "Key Vault Purge Operator",
                    "Allows permanent deletion of soft-deleted vaults.",
                    List.of("Microsoft.KeyVault/locations/deletedVaults/read",
                            "Microsoft.KeyVault/locations/deletedVaults/purge/action"),
                    NONE, NONE),
            new RoleDefinition("21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader",
                    "Read metadata of key vaults and of their keys.", VAULT_READING, NONE,
                    List.of("Microsoft.KeyVault/vaults/*/read")),
            new RoleDefinition("b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "Key Vault Secrets Officer",
                    "Perform any action on the secrets of a key vault, except manage permissions.",
                    VAULT_READING, NONE, List.of("Microsoft.KeyVault/vaults/secrets/*")),
            new RoleDefinition("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User",
                    "Read secret contents.", NONE, NONE, SECRET_READING),
            new RoleDefinition("a4417e6f-fecd-4de8-b567-7b0420556985", "Key Vault Certificates Officer",
                    "Perform any action on the certificates of a key vault, except manage permissions.",
                    VAULT_READING, NONE,
                    List.of("Microsoft.KeyVault/vaults/certificatecas/*",
                            "Microsoft.KeyVault/vaults/certificates/*",
                            "Microsoft.KeyVault/vaults/certificatecontacts/write")),
            new RoleDefinition("db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "Key Vault Certificate User",
                    "Read certificate contents.", NONE, NONE,
                    and(SECRET_READING, "Microsoft.KeyVault/vaults/certificates/read", KEYS + "read")),
            DATA_ACCESS_ADMINISTRATOR);

    private BuiltInRoles() {}

    /// All roles.
    public static List<RoleDefinition> all() {
        return ALL;
    }

    /// Whether who holds a role that allows granting may grant this one.
    static boolean mayGrant(RoleDefinition held, String roleId) {
        return !held.equals(DATA_ACCESS_ADMINISTRATOR)
                || GRANTED_BY_DATA_ACCESS_ADMINISTRATOR.stream().anyMatch(roleId::equalsIgnoreCase);
    }

    /// The role of an id.
    public static Optional<RoleDefinition> find(String id) {
        return ALL.stream().filter(role -> role.id().equalsIgnoreCase(id)).findFirst();
    }

    private static List<String> and(List<String> some, String... more) {
        return Stream.concat(some.stream(), Arrays.stream(more)).toList();
    }
}
