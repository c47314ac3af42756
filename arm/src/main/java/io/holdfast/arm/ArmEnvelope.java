package io.holdfast.arm;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.Json;
import java.util.Collection;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The shapes around errors and lists of management APIs.
public final class ArmEnvelope {

    private ArmEnvelope() {}

    /// `{"code","message"[,"target"][,"details":[...]][,"innererror":{...}][,"additionalInfo":[...]]}`; the
    /// last holds the call that brings what is missing, as `{"type":"Remedy","info":{"method","path","body"}}`.
    public static ObjectNode error(ApiError error) {
        ObjectNode json = Json.object().put("code", error.code()).put("message", error.message());
        error.target().ifPresent(target -> json.put("target", target));
        if (!error.details().isEmpty()) {
            ArrayNode details = json.putArray("details");
            error.details().forEach(detail -> details.add(error(detail)));
        }
        error.inner().ifPresent(inner -> json.set("innererror", error(inner)));
        error.remedy().ifPresent(remedy -> json.putArray("additionalInfo").addObject().put("type", "Remedy")
                .set("info", remedy.json()));
        return json;
    }

    /// `{"value":[...]}`: everything on one page.
    public static ObjectNode list(Collection<ObjectNode> values) {
        ObjectNode json = Json.object();
        json.putArray("value").addAll(values);
        return json;
    }
}
