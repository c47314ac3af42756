package io.holdfast.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.server.lifecycle.Step.KeyAt;
import io.holdfast.server.lifecycle.Step.Who;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A data folder with a cluster under a customer's key and two workspaces on it: one holds row 1, and the other is
/// onboarded to Sentinel and holds `incident-2`.
final class Filled {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final KeyAt KEY = new KeyAt(0, 0);
    static final int WORKSPACE = 0;
    static final int ONBOARDED = 1;

    private Filled() {}

    /// Fills a new folder; answers what to open it with.
    static Product.Notes fill(Path folder, Model model) {
        try (Product product = Product.create(folder, START)) {
            take(product, model, new Step.PutVault(0), new Step.NewVersion(KEY, true),
                    new Step.PutCluster(0, 500), new Step.GivePolicy(0, new Who(0)),
                    new Step.GivePolicy(0, new Who(-1)), new Step.SetKey(0, KEY, -1));
            for (int workspace : List.of(WORKSPACE, ONBOARDED)) {
                take(product, model, new Step.PutWorkspace(workspace), new Step.PutTable(workspace),
                        new Step.Link(workspace, 0));
            }
            take(product, model, new Step.Onboard(ONBOARDED, true), new Step.Confirm(ONBOARDED),
                    new Step.Ingest(WORKSPACE), new Step.PutIncident(ONBOARDED));
            return product.notes();
        }
    }

    /// Takes steps, each of which is answered as the model says.
    static void take(Product product, Model model, Step... steps) {
        for (Step step : steps) {
            String expected = model.take(step).orElseThrow();
            assertThat(product.take(step, model)).as(step.toString()).isEqualTo(expected);
        }
    }
}
