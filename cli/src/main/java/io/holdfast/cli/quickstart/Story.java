package io.holdfast.cli.quickstart;

import io.holdfast.cli.Credentials;
import io.holdfast.cli.sample.SampleData;
import io.holdfast.client.RestException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// The twelve steps in their order. Each gives the next what it needs.
final class Story {

    private final Scene scene;
    private final Path dataFolder;

    Story(Scene scene, Path dataFolder) {
        this.scene = scene;
        this.dataFolder = dataFolder;
    }

    /// What there is at the end.
    ///
    /// @param customerId the workspace's GUID
    /// @param keyVersion the key's version in use
    record Ending(String customerId, String keyVersion) {}

    /// Plays all steps.
    ///
    /// @throws StepFailedException if one does not hold
    Ending run(Credentials credentials) {
        try {
            return played(credentials);
        } catch (RestException e) {
            throw new StepFailedException("an answer", String.valueOf(e.getMessage()));
        }
    }

    private Ending played(Credentials credentials) {
        Names names = scene.names();
        scene.out().shorten("{subscription}", names.subscription());
        scene.out().shorten("{group}", names.group());
        scene.out().shorten("{vault}", names.vault());
        scene.out().shorten("{cluster}", names.cluster());
        scene.out().shorten("{workspace}", names.workspace());
        scene.out().shorten("{sentinel}", names.sentinel());
        scene.out().shorten("{rule}", names.rule());
        String tenant = credentials.tenantId();
        SampleData sample = SampleData.load().endingAt(Instant.now());

        VaultStep.Vault vault = new VaultStep(scene).run(tenant, credentials.clientId());
        ClusterStep.Workspace workspace = new ClusterStep(scene).run(tenant, vault);
        new CosmosStep(scene).run(tenant);
        new OnboardingStep(scene).run();
        Queries queries = new Queries(scene.client(), workspace.customerId());
        IngestionStep.Ingested ingested = new IngestionStep(scene).run(sample, workspace.customerId(),
                vault.principalId());
        QueryStep.Incident incident = new QueryStep(scene, queries).run(ingested.rowsByTable());
        QueryStep.Incident detected = new DetectionStep(scene, queries).run();
        String version = new RotationStep(scene, queries, dataFolder).run(vault, ingested.rowsByTable());
        new RevocationStep(scene, queries, sample.tables().getFirst(), ingested).run(version,
                List.of(incident, detected));
        new DarknessStep(scene, dataFolder).run(sample);
        return new Ending(workspace.customerId(), version);
    }
}
