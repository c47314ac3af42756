package io.holdfast.sentinel;

import java.net.URI;
import java.net.URISyntaxException;
import tools.jackson.databind.node.ObjectNode;

/// `alertRules/actions`: playbooks of a rule. Source: sentinel-api section 5.
///
/// The document has `triggerUri` beside its properties, as that is never answered.
final class RuleActions extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/alertRules/{rule}/actions/{action}");

    private static final int MAX = 20;
    private static final String TRIGGER = "triggerUri";
    private static final String LOGIC_APP = "logicAppResourceId";

    RuleActions() {
        super(PATH, MAX, ConfigurationAudit.Extent.CHANGE);
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        Fields fields = write.fields().required(LOGIC_APP, ResourceWrite.MAX_TEXT).required(TRIGGER,
                ResourceWrite.MAX_TEXT);
        ObjectNode properties = fields.read();
        String trigger = properties.path(TRIGGER).asString();
        if (!isHttps(trigger)) {
            throw fields.invalid(TRIGGER, "must be an https address");
        }
        properties.remove(TRIGGER);
        String logicApp = properties.path(LOGIC_APP).asString();
        properties.put("workflowId", logicApp.substring(logicApp.lastIndexOf('/') + 1));
        return ResourceWrite.document(properties).put(TRIGGER, trigger);
    }

    private static boolean isHttps(String text) {
        try {
            URI uri = new URI(text);
            return "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
