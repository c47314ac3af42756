package io.holdfast.arm;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import io.holdfast.rest.Remedy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The findings of a preflight. For one thread.
final class CollectedChecks implements Checks {

    private final Function<RuntimeException, Optional<ApiError>> translation;
    private final List<ApiError> refusals = new ArrayList<>();
    private final Set<String> irreversible = new LinkedHashSet<>();
    private final Set<String> unproven = new LinkedHashSet<>();

    /// @param translation what a failure of a lower layer is answered as
    CollectedChecks(Function<RuntimeException, Optional<ApiError>> translation) {
        this.translation = translation;
    }

    @Override
    public void that(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException e) {
            ApiError error = e instanceof ApiException refused
                    ? refused.error()
                    : translation.apply(e).orElseThrow(() -> e);
            if (!refusals.contains(error)) {
                refusals.add(error);
            }
        }
    }

    @Override
    public void irreversible(String what) {
        irreversible.add(what);
    }

    @Override
    public void unproven(String what) {
        unproven.add(what);
    }

    @Override
    public boolean isPreflight() {
        return true;
    }

    /// `verdict` (`Allowed`, `Missing` where calls bring all that is missing, `Refused`), `findings` (first
    /// the one that the call would be answered with), `irreversible`, `unproven`.
    ObjectNode json() {
        boolean remedied = refusals.stream().allMatch(error -> error.remedy().isPresent());
        ObjectNode json = Json.object().put("verdict",
                refusals.isEmpty() ? "Allowed" : remedied ? "Missing" : "Refused");
        ArrayNode findings = json.putArray("findings");
        for (ApiError refusal : refusals) {
            ObjectNode finding = findings.addObject().put("status", refusal.status());
            finding.set("error", ArmEnvelope.error(refusal));
            refusal.remedy().map(Remedy::json).ifPresent(call -> finding.set("remedy", call));
        }
        irreversible.forEach(json.putArray("irreversible")::add);
        unproven.forEach(json.putArray("unproven")::add);
        return json;
    }
}
