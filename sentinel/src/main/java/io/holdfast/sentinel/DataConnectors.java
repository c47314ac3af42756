package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.documents.DocumentReader;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `dataConnectors`: kept, for tools that manage them; nothing is collected. Source: sentinel-api section 8.
final class DataConnectors extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/dataConnectors/{dataConnector}");

    private static final int MAX = 500;
    private static final int MAX_BYTES = 64 * 1024;
    private static final List<String> KINDS = List.of("AzureActiveDirectory", "AzureSecurityCenter",
            "MicrosoftCloudAppSecurity", "ThreatIntelligence", "ThreatIntelligenceTaxii", "Office365",
            "OfficeATP",
            "OfficeIRM", "Office365Project", "OfficePowerBI", "AmazonWebServicesCloudTrail",
            "AmazonWebServicesS3", "AzureAdvancedThreatProtection",
            "MicrosoftDefenderAdvancedThreatProtection", "Dynamics365", "MicrosoftThreatProtection",
            "MicrosoftThreatIntelligence", "GenericUI", "APIPolling", "IOT");
    /// What is taken and never shown.
    private static final List<String> SECRETS = List.of("password");
    private static final String KIND = "kind";
    private static final String PROPERTIES = "properties";

    DataConnectors() {
        super(PATH, MAX, ConfigurationAudit.Extent.CHANGE);
    }

    @Override
    List<ListMember> members() {
        return List.of(ListMember.text(KIND));
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        String asked = Json.text(write.request(), KIND).orElse("");
        String kind = KINDS.stream().filter(asked::equalsIgnoreCase).findFirst()
                .orElseThrow(() -> ArmErrors.invalidParameter(KIND,
                        "'kind' must be one of " + String.join(", ", KINDS) + "."));
        Optional<String> was = write.former().flatMap(former -> Json.text(former.body(), KIND));
        if (was.isPresent() && !was.get().equals(kind)) {
            throw ArmErrors
                    .conflict("The connector is of the kind " + was.get() + ", which cannot be changed.");
        }
        ObjectNode properties = Json.child(
                Fields.of(write.request(), "body").any(PROPERTIES, MAX_BYTES).read(),
                PROPERTIES);
        Fields.of(properties, PROPERTIES).guid("tenantId");
        return ResourceWrite.document(properties).put(KIND, kind);
    }

    @Override
    void complete(ObjectNode resource, Shown shown, DocumentReader documents) {
        ((ObjectNode) resource.required(PROPERTIES)).remove(SECRETS);
    }
}
