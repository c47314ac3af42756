package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.rest.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `settings`: one of each kind, which is its name; kept, not acted on. Source: sentinel-api section 9.
final class Settings extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/settings/{setting}");

    private static final List<String> KINDS = List.of("Anomalies", "EyesOn", "EntityAnalytics", "Ueba");
    private static final String KIND = "kind";

    Settings() {
        super(PATH, KINDS.size(), ConfigurationAudit.Extent.CHANGE);
    }

    @Override
    int createdStatus() {
        return 200;
    }

    @Override
    boolean needsEtag() {
        return true;
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        String kind = KINDS.stream().filter(write.name()::equalsIgnoreCase).findFirst()
                .orElseThrow(() -> ArmErrors.invalidParameter("name",
                        "A setting is one of " + String.join(", ", KINDS) + "."));
        if (!Json.text(write.request(), KIND).orElse("").equalsIgnoreCase(kind)) {
            throw ArmErrors.invalidParameter(KIND, "'kind' must be the name of the setting, " + kind + ".");
        }
        Fields fields = Fields.of(Json.child(write.request(), "properties"), "properties");
        ObjectNode document = Json.object().put(KIND, kind);
        document.set("properties", (switch (kind) {
            case "EntityAnalytics" -> fields.choices("entityProviders", KINDS.size(),
                    List.of("ActiveDirectory", "AzureActiveDirectory"));
            case "Ueba" -> fields.choices("dataSources", KINDS.size(),
                    List.of("AuditLogs", "AzureActivity", "SecurityEvent", "SigninLogs"));
            default -> fields.bool("isEnabled");
        }).read());
        return document;
    }
}
