package io.holdfast.keyvault;

import io.holdfast.rest.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rotation policies as the data plane gives and is given them, and as records, version 1.
///
/// ```text
/// {"id"?, "lifetimeActions":[{"trigger":{"timeAfterCreate"?, "timeBeforeExpiry"?}, "action":{"type"}}],
///  "attributes":{"expiryTime"?, "created", "updated"}}
/// record: {"v":1, "key": <name>, "lifetimeActions": as above, "expiryTime"?,
///          "created", "updated": <epoch ms>}
/// ```
final class RotationCodec {

    private static final RotationPolicy.LifetimeAction DEFAULT_NOTICE = new RotationPolicy.LifetimeAction(
            RotationPolicy.Kind.NOTIFY, Optional.empty(), Optional.of(new RotationPolicy.Span("P30D")));
    private static final int MIN_ACTION_DAYS = 7;
    private static final int MIN_EXPIRY_DAYS = 28;
    /// A date with all months before it, to compare spans of months with spans of days.
    private static final Instant REFERENCE = Instant.parse("2025-01-01T00:00:00Z");

    private RotationCodec() {}

    /// The answer for a key that never had one: the default notice, and nothing else.
    static ObjectNode defaultJson() {
        ObjectNode json = Json.object();
        json.set("lifetimeActions", actions(List.of(DEFAULT_NOTICE)));
        return json;
    }

    /// @param id of the policy
    static ObjectNode json(RotationPolicy policy, String id) {
        ObjectNode json = Json.object().put("id", id);
        json.set("lifetimeActions", actions(policy.actions()));
        ObjectNode attributes = json.putObject("attributes");
        policy.expiryTime().ifPresent(span -> attributes.put("expiryTime", span.text()));
        attributes.put("created", policy.created().getEpochSecond()).put("updated",
                policy.updated().getEpochSecond());
        return json;
    }

    private static ArrayNode actions(List<RotationPolicy.LifetimeAction> actions) {
        ArrayNode array = Json.array();
        for (RotationPolicy.LifetimeAction action : actions) {
            ObjectNode json = array.addObject();
            ObjectNode trigger = json.putObject("trigger");
            action.afterCreate().ifPresent(span -> trigger.put("timeAfterCreate", span.text()));
            action.beforeExpiry().ifPresent(span -> trigger.put("timeBeforeExpiry", span.text()));
            json.putObject("action").put("type", action.kind().type());
        }
        return array;
    }

    static byte[] bytes(RotationPolicy policy, String keyName) {
        ObjectNode json = Json.object().put("v", VaultCodec.VERSION).put("key", keyName)
                .put("created", policy.created().toEpochMilli())
                .put("updated", policy.updated().toEpochMilli());
        policy.expiryTime().ifPresent(span -> json.put("expiryTime", span.text()));
        json.set("lifetimeActions", actions(policy.actions()));
        return Json.bytes(json);
    }

    static RotationPolicy policy(byte[] bytes) {
        ObjectNode json = VaultCodec.versioned(bytes);
        return new RotationPolicy(actions(json), Json.text(json, "expiryTime").map(RotationPolicy.Span::new),
                VaultCodec.instant(json, "created"), VaultCodec.instant(json, "updated"));
    }

    /// The body of a PUT. Without a notice it gets the default one.
    ///
    /// @param created when the key got its first policy
    /// @throws VaultException.Invalid naming what is wrong
    static RotationPolicy read(ObjectNode body, Instant created, Instant now) {
        Optional<RotationPolicy.Span> expiry = span(Members.object(body, "attributes"), "expiryTime",
                MIN_EXPIRY_DAYS);
        List<RotationPolicy.LifetimeAction> actions = new ArrayList<>(actions(body));
        for (RotationPolicy.LifetimeAction action : actions) {
            check(action, expiry);
        }
        if (actions.stream().map(RotationPolicy.LifetimeAction::kind).distinct().count() < actions.size()) {
            throw Refusals.invalid("lifetimeActions", "there may be one Rotate and one Notify");
        }
        if (actions.stream().noneMatch(action -> action.kind() == RotationPolicy.Kind.NOTIFY)) {
            actions.add(DEFAULT_NOTICE);
        }
        return new RotationPolicy(actions, expiry, created, now);
    }

    private static List<RotationPolicy.LifetimeAction> actions(ObjectNode body) {
        List<RotationPolicy.LifetimeAction> actions = new ArrayList<>();
        for (JsonNode item : body.path("lifetimeActions")) {
            JsonNode trigger = item.path("trigger");
            actions.add(new RotationPolicy.LifetimeAction(kind(item.path("action")),
                    span(trigger, "timeAfterCreate", MIN_ACTION_DAYS),
                    span(trigger, "timeBeforeExpiry", MIN_ACTION_DAYS)));
        }
        return actions;
    }

    private static RotationPolicy.Kind kind(JsonNode action) {
        String type = Members.requiredText(action, "type");
        for (RotationPolicy.Kind kind : RotationPolicy.Kind.values()) {
            if (kind.type().equalsIgnoreCase(type)) {
                return kind;
            }
        }
        throw Refusals.invalid("action", "must be Rotate or Notify");
    }

    private static Optional<RotationPolicy.Span> span(JsonNode object, String name, int minDays) {
        return Members.text(object, name).map(text -> {
            RotationPolicy.Span span = new RotationPolicy.Span(text);
            if (!isAtLeast(span, minDays)) {
                throw Refusals.invalid(name, "must be an ISO 8601 span of at least " + minDays
                        + " days in years, months, weeks or days, such as P90D");
            }
            return span;
        });
    }

    private static boolean isAtLeast(RotationPolicy.Span span, int days) {
        try {
            return !span.after(REFERENCE)
                    .isBefore(new RotationPolicy.Span("P" + days + "D").after(REFERENCE));
        } catch (DateTimeException | ArithmeticException _) {
            return false;
        }
    }

    private static void check(RotationPolicy.LifetimeAction action, Optional<RotationPolicy.Span> expiry) {
        if (action.afterCreate().isPresent() == action.beforeExpiry().isPresent()) {
            throw Refusals.invalid("trigger", "must have one of timeAfterCreate and timeBeforeExpiry");
        }
        boolean rotates = action.kind() == RotationPolicy.Kind.ROTATE;
        if (rotates && action.beforeExpiry().isPresent() && expiry.isEmpty()) {
            throw Refusals.invalid("expiryTime", "it is needed to rotate before the expiry");
        }
        if (!rotates && action.afterCreate().isPresent()) {
            throw Refusals.invalid("timeAfterCreate", "a notice is given before the expiry");
        }
        if (rotates && expiry.isPresent() && !leavesAWeek(action, expiry.get())) {
            throw Refusals.invalid("lifetimeActions", "a key must be rotated at least " + MIN_ACTION_DAYS
                    + " days after its creation and before its expiry");
        }
    }

    private static boolean leavesAWeek(RotationPolicy.LifetimeAction action, RotationPolicy.Span expiry) {
        Instant end = expiry.after(REFERENCE);
        RotationPolicy.Span week = new RotationPolicy.Span("P" + MIN_ACTION_DAYS + "D");
        return action.afterCreate().map(span -> !week.after(span.after(REFERENCE)).isAfter(end)).orElse(true)
                && action.beforeExpiry().map(span -> !week.after(REFERENCE).isAfter(span.before(end)))
                        .orElse(true);
    }
}
